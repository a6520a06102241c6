#include "core/kernels/linear_cross_entropy.h"

#include <vector>

#include "core/autograd.h"
#include "core/check.h"
#include "core/kernels/elementwise.h"
#include "core/kernels/gather.h"
#include "core/kernels/reduce.h"
#include "core/ops.h"

namespace gloss {
namespace {

// The rows whose target is not ignored, and their targets.
struct ActiveRows {
  std::vector<int32_t> rows, targets;
};

ActiveRows active_rows(std::span<const int32_t> targets, const CrossEntropyOptions& options,
                       const Shape& weight) {
  ActiveRows active;
  for (size_t i = 0; i < targets.size(); ++i) {
    if (targets[i] == options.ignored) continue;
    check(targets[i] >= 0 && targets[i] < weight[0], "linear_cross_entropy", "target ", targets[i],
          " at ", i, " is not a class: weight is ", weight);
    active.rows.push_back(static_cast<int32_t>(i));
    active.targets.push_back(targets[i]);
  }
  return active;
}

}  // namespace

Tensor linear_cross_entropy(const Tensor& x, const Tensor& weight, const Tensor& bias,
                            std::span<const int32_t> targets, CrossEntropyOptions options) {
  const char* const op = "linear_cross_entropy";
  check(x.shape().rank() >= 1 && weight.shape().rank() == 2 && x.size(-1) == weight.size(1), op,
        "x needs as many features as weight has columns: x is ", x.shape(), ", weight is ",
        weight.shape());
  const int64_t in = weight.size(1), classes = weight.size(0);
  check(!bias || bias.shape() == Shape{classes}, op, "bias does not fit: bias is ", bias.shape(),
        ", weight is ", weight.shape());
  check(static_cast<int64_t>(targets.size()) == x.shape().outer(-1), op, "there are ",
        targets.size(), " targets, x is ", x.shape());
  check(options.label_smoothing >= 0 && options.label_smoothing < 1, op,
        "label smoothing must be in [0, 1): ", options.label_smoothing);

  const ActiveRows active = active_rows(targets, options, weight.shape());
  const auto rows = static_cast<int64_t>(active.rows.size());
  const Tensor features(Shape{rows, in}), losses(Shape{rows});
  kernels::gather_forward(x.data(), active.rows.data(), rows, in, features.data());
  // The gradients are computed in the forward pass, while the logits exist. Those that no input
  // needs stay empty.
  Tensor dfeatures, dw;  // [rows, E], and [E + 1, V]: the weight transposed and the bias
  if (is_recording() && x.requires_grad()) dfeatures = Tensor(features.shape());
  if (is_recording() && (weight.requires_grad() || bias.requires_grad()))
    dw = Tensor(Shape{in + 1, classes});
  kernels::linear_cross_entropy({.features = in,
                                 .x = features.data(),
                                 .weight = weight.data(),
                                 .bias = bias.data(),
                                 .loss = {.rows = rows,
                                          .n = classes,
                                          .targets = active.targets.data(),
                                          .ignored = options.ignored,
                                          .smoothing = options.label_smoothing}},
                                losses.data(), dfeatures.data(), dw.data());
  Tensor y(Shape{});
  kernels::sum_forward({1, rows, 1}, losses.data(), y.data());
  return record(op, y, {x, weight, bias},
                [dfeatures, dw, indices = active.rows, rows, in](const Gradients& g) {
                  const real dy = *g.output();
                  if (real* const dx = g.input(0).accumulator()) {
                    const Tensor scaled(dfeatures.shape());
                    kernels::scale(dfeatures.data(), dy, scaled.data(), scaled.size());
                    kernels::gather_backward(scaled.data(), indices.data(), rows, in, dx);
                  }
                  if (const GradientBuffer dweight = g.input(1))
                    kernels::add_scaled(transpose(slice(dw, 0, 0, in)).data(), dy, dweight);
                  if (const GradientBuffer dbias = g.input(2))
                    kernels::add_scaled(select(dw, in).data(), dy, dbias);
                });
}

}  // namespace gloss
