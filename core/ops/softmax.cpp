#include "core/kernels/softmax.h"

#include "core/autograd.h"
#include "core/check.h"
#include "core/kernels/reduce.h"
#include "core/ops.h"

namespace gloss {
namespace {

std::vector<int32_t> checked_lengths(const char* op, const Tensor& x,
                                     std::span<const int32_t> lengths) {
  check(x.shape().rank() >= 1, op, "needs at least 1 dimension: x is ", x.shape());
  check(lengths.empty() ||
            (x.shape().rank() >= 2 && static_cast<int64_t>(lengths.size()) == x.size(0)),
        op, "needs a length for each entry of the first axis, and another axis: there are ",
        lengths.size(), ", x is ", x.shape());
  for (const int32_t length : lengths)
    check(length >= 0 && length <= x.size(-1), op, "length ", length,
          " is outside the last axis: x is ", x.shape());
  return {lengths.begin(), lengths.end()};
}

kernels::Rows rows_of(const Tensor& x, const std::vector<int32_t>& lengths) {
  const int64_t rows = x.shape().outer(-1);
  if (lengths.empty()) return {rows, x.size(-1)};
  return {rows, x.size(-1), lengths.data(), rows / static_cast<int64_t>(lengths.size())};
}

}  // namespace

Tensor softmax(const Tensor& x, std::span<const int32_t> lengths) {
  const std::vector<int32_t> kept = checked_lengths("softmax", x, lengths);
  Tensor y(x.shape());
  kernels::softmax_forward(rows_of(x, kept), x.data(), y.data());
  return record("softmax", y, {x}, [y, kept](const Gradients& g) {
    if (real* dx = g.input(0))
      kernels::softmax_backward(rows_of(y, kept), y.data(), g.output(), dx);
  });
}

Tensor log_softmax(const Tensor& x, std::span<const int32_t> lengths) {
  const std::vector<int32_t> kept = checked_lengths("log_softmax", x, lengths);
  Tensor y(x.shape());
  kernels::log_softmax_forward(rows_of(x, kept), x.data(), y.data());
  return record("log_softmax", y, {x}, [y, kept](const Gradients& g) {
    if (real* dx = g.input(0))
      kernels::log_softmax_backward(rows_of(y, kept), y.data(), g.output(), dx);
  });
}

Tensor cross_entropy(const Tensor& logits, std::span<const int32_t> targets,
                     CrossEntropyOptions options) {
  check(logits.shape().rank() >= 1, "cross_entropy", "logits need classes: logits are ",
        logits.shape());
  const int64_t rows = logits.shape().outer(-1), classes = logits.size(-1);
  check(static_cast<int64_t>(targets.size()) == rows, "cross_entropy", "there are ", targets.size(),
        " targets, logits are ", logits.shape());
  check(options.label_smoothing >= 0 && options.label_smoothing < 1, "cross_entropy",
        "label smoothing must be in [0, 1): ", options.label_smoothing);
  for (size_t i = 0; i < targets.size(); ++i)
    check(targets[i] == options.ignored || (targets[i] >= 0 && targets[i] < classes),
          "cross_entropy", "target ", targets[i], " at ", i, " is not a class: logits are ",
          logits.shape());
  std::vector<int32_t> kept(targets.begin(), targets.end());
  const Tensor losses(Shape{rows}), log_denominators(Shape{rows});
  kernels::cross_entropy_forward(rows, classes, logits.data(),
                                 {kept.data(), options.ignored, options.label_smoothing},
                                 losses.data(), log_denominators.data());
  Tensor y(Shape{});
  kernels::sum_forward(losses.data(), 1, rows, 1, y.data());
  return record("cross_entropy", y, {logits},
                [logits = logits.detach(), log_denominators, kept = std::move(kept), options, rows,
                 classes](const Gradients& g) {
                  if (real* dlogits = g.input(0))
                    kernels::cross_entropy_backward(
                        rows, classes, logits.data(),
                        {kept.data(), options.ignored, options.label_smoothing},
                        log_denominators.data(), *g.output(), dlogits);
                });
}

}  // namespace gloss
