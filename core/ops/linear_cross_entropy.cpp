#include <algorithm>
#include <optional>
#include <vector>

#include "core/autograd.h"
#include "core/check.h"
#include "core/kernels/elementwise.h"
#include "core/kernels/gather.h"
#include "core/kernels/matmul.h"
#include "core/kernels/reduce.h"
#include "core/kernels/softmax.h"
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

// Rows of logits that exist at a time: many, since every chunk reads and writes all of dw, yet few
// enough for them to stay in the L2 cache. At most kDepth, so that a chunk adds to dw once, and a
// multiple of the 14 or 6 rows of a register tile.
constexpr int64_t kChunk = 378;

// The losses [rows] of logits = x W^T + b, and the gradients of their sum. Only a chunk of rows of
// the logits exists at a time: for each chunk the logits are computed, turned into losses and
// gradients in place, multiplied into dx and dw, and overwritten.
//
//                    V                              x [rows, E], W [V, E]
//        .---------------------------.
//        | chunk of logits, dlogits  | kChunk       dx = dlogits W
//        '---------------------------'              dw += x^T dlogits
//
// dx [rows, E] and dw [E + 1, V] are overwritten unless they hold nothing. dw is the gradient of
// the transposed weight, with that of the bias as its last row.
void losses_and_gradients(const Tensor& x, const Tensor& weight, const Tensor& bias,
                          const kernels::CrossEntropy& loss, real* losses, const Tensor& dx,
                          const Tensor& dw) {
  const int64_t rows = x.size(0), features = x.size(1), classes = weight.size(0);
  // x^T with a last row of ones, [E + 1, rows]: the bias is the weight of a feature that is always
  // 1, so that one product gives the gradients of both.
  const Tensor x_transposed(Shape{features + 1, dw ? rows : 0});
  if (dw) {
    kernels::permute_forward(x.data(), {{1, 1, features, rows}, {0, 0, 1, features}},
                             x_transposed.data());
    std::fill_n(x_transposed.data() + features * rows, rows, real(1));
    if (rows == 0) std::ranges::fill(dw.values(), real(0));
  }
  const auto operands = PrecisionGuard::current() == Precision::bf16 ? kernels::Operands::bf16
                                                                     : kernels::Operands::fp32;
  const kernels::PackedMatrix forward({weight.data(), features, true}, features, classes, operands);
  std::optional<const kernels::PackedMatrix> backward;
  if (dx) backward.emplace(kernels::Matrix{weight.data(), features}, classes, features, operands);
  const Tensor logits(Shape{std::min(kChunk, rows), classes});
  for (int64_t begin = 0; begin < rows; begin += kChunk) {
    kernels::CrossEntropy chunk = loss;
    chunk.rows = std::min(kChunk, rows - begin);
    chunk.targets += begin;
    kernels::matmul_packed({.a = {x.data() + begin * features, features},
                            .b = forward,
                            .c = {logits.data(), classes},
                            .m = chunk.rows,
                            .bias = bias.data()});
    kernels::cross_entropy(chunk, logits.data(), losses + begin);
    const real* const dlogits = logits.data();
    if (dx)
      kernels::matmul_packed({.a = {dlogits, classes},
                              .b = *backward,
                              .c = {dx.data() + begin * features, features},
                              .m = chunk.rows});
    if (dw)
      kernels::matmul({.a = {x_transposed.data() + begin, rows},
                       .b = {dlogits, classes},
                       .c = {dw.data(), classes},
                       .m = features + 1,
                       .n = classes,
                       .k = chunk.rows,
                       .accumulate = begin > 0,
                       .operands = operands});
  }
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
  losses_and_gradients(features, weight, bias,
                       {.rows = rows,
                        .n = classes,
                        .targets = active.targets.data(),
                        .ignored = options.ignored,
                        .smoothing = options.label_smoothing},
                       losses.data(), dfeatures, dw);
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
