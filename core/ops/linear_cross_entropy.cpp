#include <algorithm>
#include <functional>
#include <optional>
#include <utility>
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

// The gradients of a loss of logits = x W^T + b. Only a chunk of rows of the logits exists at a
// time: for each chunk the logits are computed, turned into losses and gradients in place by
// loss(begin, rows, logits), multiplied into dx and dw, and overwritten.
//
//                    V                              x [rows, E], W [V, E]
//        .---------------------------.
//        | chunk of logits, dlogits  | kChunk       dx = dlogits W
//        '---------------------------'              dw += x^T dlogits
//
// dx [rows, E] and dw [E + 1, V] are overwritten unless they hold nothing. dw is the gradient of
// the transposed weight, with that of the bias as its last row.
template <class Loss>
void losses_and_gradients(const Tensor& x, const Tensor& weight, const Tensor& bias,
                          const Loss& loss, const Tensor& dx, const Tensor& dw) {
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
    const int64_t chunk = std::min(kChunk, rows - begin);
    kernels::matmul_packed({.a = {x.data() + begin * features, features},
                            .b = forward,
                            .c = {logits.data(), classes},
                            .m = chunk,
                            .bias = bias.data()});
    loss(begin, chunk, logits.data());
    const real* const dlogits = logits.data();
    if (dx)
      kernels::matmul_packed({.a = {dlogits, classes},
                              .b = *backward,
                              .c = {dx.data() + begin * features, features},
                              .m = chunk});
    if (dw)
      kernels::matmul({.a = {x_transposed.data() + begin, rows},
                       .b = {dlogits, classes},
                       .c = {dw.data(), classes},
                       .m = features + 1,
                       .n = classes,
                       .k = chunk,
                       .accumulate = begin > 0,
                       .operands = operands});
  }
}

void check_inputs(const char* op, const Tensor& x, const Tensor& weight, const Tensor& bias,
                  real label_smoothing) {
  check(x.shape().rank() >= 1 && weight.shape().rank() == 2 && x.size(-1) == weight.size(1), op,
        "x needs as many features as weight has columns: x is ", x.shape(), ", weight is ",
        weight.shape());
  check(!bias || bias.shape() == Shape{weight.size(0)}, op, "bias does not fit: bias is ",
        bias.shape(), ", weight is ", weight.shape());
  check(label_smoothing >= 0 && label_smoothing < 1, op,
        "label smoothing must be in [0, 1): ", label_smoothing);
}

// sum [classes, rows] += factor x^T for x [rows, classes], some classes at a time.
void add_transposed(const Tensor& x, real factor, const GradientBuffer& sum) {
  constexpr int64_t kAtOnce = 1024;
  const int64_t rows = x.size(0), classes = x.size(1);
  const Tensor transposed(Shape{std::min(kAtOnce, classes), rows});
  for (int64_t begin = 0; begin < classes; begin += kAtOnce) {
    const int64_t count = std::min(kAtOnce, classes - begin);
    kernels::permute_forward(x.data() + begin, {{1, 1, count, rows}, {0, 0, 1, classes}},
                             transposed.data());
    kernels::add_scaled(transposed.data(), factor, sum.slice(begin * rows, count * rows));
  }
}

// The sum of `losses`, which loss(begin, rows, logits) fills, of the given rows of x.
template <class Loss>
Tensor sum_of_losses(const char* op, const Tensor& x, const Tensor& weight, const Tensor& bias,
                     std::vector<int32_t> indices, const Tensor& losses, const Loss& loss) {
  const auto rows = static_cast<int64_t>(indices.size());
  const int64_t in = weight.size(1), classes = weight.size(0);
  const Tensor features(Shape{rows, in});
  kernels::gather_forward(x.data(), indices.data(), rows, in, features.data());
  // The gradients are computed in the forward pass, while the logits exist. Those that no input
  // needs stay empty.
  Tensor dfeatures, dw;  // [rows, E], and [E + 1, V]: the weight transposed and the bias
  if (is_recording() && x.requires_grad()) dfeatures = Tensor(features.shape());
  if (is_recording() && (weight.requires_grad() || bias.requires_grad()))
    dw = Tensor(Shape{in + 1, classes});
  losses_and_gradients(features, weight, bias, loss, dfeatures, dw);
  Tensor y(Shape{});
  kernels::sum_forward({1, losses.size(), 1}, losses.data(), y.data());
  return record(op, y, {x, weight, bias},
                [dfeatures, dw, indices = std::move(indices), rows, in](const Gradients& g) {
                  const real dy = *g.output();
                  if (real* const dx = g.input(0).accumulator()) {
                    const Tensor scaled(dfeatures.shape());
                    kernels::scale(dfeatures.data(), dy, scaled.data(), scaled.size());
                    kernels::gather_backward(scaled.data(), indices.data(), rows, in, dx);
                  }
                  if (const GradientBuffer dweight = g.input(1))
                    add_transposed(slice(dw, 0, 0, in), dy, dweight);
                  if (const GradientBuffer dbias = g.input(2))
                    kernels::add_scaled(select(dw, in).data(), dy, dbias);
                });
}

}  // namespace

Tensor linear_cross_entropy(const Tensor& x, const Tensor& weight, const Tensor& bias,
                            std::span<const int32_t> targets, CrossEntropyOptions options) {
  const char* const op = "linear_cross_entropy";
  check_inputs(op, x, weight, bias, options.label_smoothing);
  check(static_cast<int64_t>(targets.size()) == x.shape().outer(-1), op, "there are ",
        targets.size(), " targets, x is ", x.shape());
  ActiveRows active = active_rows(targets, options, weight.shape());
  const Tensor losses(Shape{static_cast<int64_t>(active.rows.size())});
  return sum_of_losses(op, x, weight, bias, std::move(active.rows), losses,
                       [&](int64_t begin, int64_t rows, real* logits) {
                         kernels::cross_entropy({.rows = rows,
                                                 .n = weight.size(0),
                                                 .targets = active.targets.data() + begin,
                                                 .ignored = options.ignored,
                                                 .smoothing = options.label_smoothing},
                                                logits, losses.data() + begin);
                       });
}

ConsistencyLoss linear_consistency(const Tensor& x, const Tensor& weight, const Tensor& bias,
                                   const PredictionPairs& pairs,
                                   const ConsistencyOptions& options) {
  const char* const op = "linear_consistency";
  check_inputs(op, x, weight, bias, options.label_smoothing);
  const auto count = static_cast<int64_t>(pairs.targets.size());
  check(pairs.first.size() == pairs.targets.size() && pairs.second.size() == pairs.targets.size(),
        op, "there are ", count, " targets, ", pairs.first.size(), " first and ",
        pairs.second.size(), " second rows");
  for (size_t i = 0; i < pairs.targets.size(); ++i) {
    for (const int32_t row : {pairs.first[i], pairs.second[i]})
      check(row >= 0 && row < x.shape().outer(-1), op, "row ", row, " at ", i, " is outside: x is ",
            x.shape());
    check(pairs.targets[i] >= 0 && pairs.targets[i] < weight.size(0), op, "target ",
          pairs.targets[i], " at ", i, " is not a class: weight is ", weight.shape());
  }
  // A chunk of logits has the first rows of kChunk / 2 pairs, then their second rows.
  std::vector<int32_t> rows;
  for (int64_t begin = 0; begin < count; begin += kChunk / 2)
    for (const std::vector<int32_t>& side : {std::cref(pairs.first), std::cref(pairs.second)})
      rows.insert(rows.end(), side.begin() + begin,
                  side.begin() + std::min(count, begin + kChunk / 2));
  const Tensor losses(Shape{2, count});  // cross-entropies, penalties
  real* const penalties = losses.data() + count;
  ConsistencyLoss loss;
  loss.sum = sum_of_losses(op, x, weight, bias, std::move(rows), losses,
                           [&](int64_t begin, int64_t chunk, real* logits) {
                             const int64_t pair = begin / 2;
                             kernels::consistency({.pairs = chunk / 2,
                                                   .n = weight.size(0),
                                                   .targets = pairs.targets.data() + pair,
                                                   .smoothing = options.label_smoothing,
                                                   .first = options.first,
                                                   .second = options.second,
                                                   .forward = options.forward,
                                                   .reverse = options.reverse},
                                                  logits, losses.data() + pair, penalties + pair);
                           });
  kernels::sum_forward({1, count, 1}, penalties, &loss.penalty);
  return loss;
}

}  // namespace gloss
