#include "core/kernels/softmax.h"

#include "core/autograd.h"
#include "core/check.h"
#include "core/kernels/reduce.h"
#include "core/ops.h"
#include "core/ops/lengths.h"

namespace gloss {
namespace {

Lengths checked_lengths(const char* op, const Tensor& x, std::span<const int32_t> lengths) {
  const int rank = x.shape().rank();
  check(rank >= 1, op, "needs at least 1 dimension: x is ", x.shape());
  check(lengths.empty() || rank >= 2, op, "lengths need at least 2 dimensions: x is ", x.shape());
  return {op, lengths, x.size(0), x.size(-1), "x is", x.shape()};
}

kernels::Rows rows_of(const Tensor& x, const Lengths& lengths) {
  const int64_t rows = x.shape().outer(-1);
  if (lengths.count() == 0) return {rows, x.size(-1)};
  return {rows, x.size(-1), lengths.data(), rows / lengths.count()};
}

}  // namespace

Tensor softmax(const Tensor& x, std::span<const int32_t> lengths) {
  const Lengths checked = checked_lengths("softmax", x, lengths);
  Tensor y(x.shape());
  kernels::softmax_forward(rows_of(x, checked), x.data(), y.data());
  return record("softmax", y, {x}, [y, checked](const Gradients& g) {
    kernels::softmax_backward(rows_of(y, checked), y.data(), g.output(), g.input(0));
  });
}

Tensor log_softmax(const Tensor& x, std::span<const int32_t> lengths) {
  const Lengths checked = checked_lengths("log_softmax", x, lengths);
  Tensor y(x.shape());
  kernels::log_softmax_forward(rows_of(x, checked), x.data(), y.data());
  return record("log_softmax", y, {x}, [y, checked](const Gradients& g) {
    kernels::log_softmax_backward(rows_of(y, checked), y.data(), g.output(), g.input(0));
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
  std::vector<int32_t> saved(targets.begin(), targets.end());
  kernels::CrossEntropy shape{.rows = rows,
                              .n = classes,
                              .targets = saved.data(),
                              .ignored = options.ignored,
                              .smoothing = options.label_smoothing};
  const Tensor losses(Shape{rows}), log_denominators(Shape{rows});
  kernels::cross_entropy_forward(shape, logits.data(), losses.data(), log_denominators.data());
  Tensor y(Shape{});
  kernels::sum_forward({1, rows, 1}, losses.data(), y.data());
  return record("cross_entropy", y, {logits},
                [logits = logits.detach(), log_denominators, saved = std::move(saved),
                 shape](const Gradients& g) mutable {
                  shape.targets = saved.data();
                  kernels::cross_entropy_backward(shape, logits.data(), log_denominators.data(),
                                                  *g.output(), g.input(0));
                });
}

}  // namespace gloss
