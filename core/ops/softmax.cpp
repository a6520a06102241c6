#include "core/kernels/softmax.h"

#include "core/autograd.h"
#include "core/check.h"
#include "core/kernels/elementwise.h"
#include "core/kernels/reduce.h"
#include "core/ops.h"
#include "core/ops/lengths.h"
#include "core/trace.h"

namespace gloss {
namespace {

// A function of each row of x, of which the first elements take part if there are lengths.
template <class Forward, class Backward>
Tensor of_rows(const char* op, const Tensor& x, std::span<const int32_t> lengths,
               const Forward& forward, Backward backward) {
  const int rank = x.shape().rank();
  check(rank >= 1, op, "needs at least 1 dimension: x is ", x.shape());
  check(lengths.empty() || rank >= 2, op, "lengths need at least 2 dimensions: x is ", x.shape());
  const Lengths checked(op, lengths, x.size(0), x.size(-1), "x is", x.shape());
  kernels::Rows rows{x.shape().outer(-1), x.size(-1), checked.data()};
  if (checked.count() > 0) rows.rows_per_length = rows.rows / checked.count();
  Tensor y(x.shape());
  forward(rows, x.data(), y.data());
  return record(op, y, {x}, [rows, y, checked, backward](const Gradients& g) {
    backward(rows, y.data(), g.output(), g.input(0));
  });
}

}  // namespace

Tensor softmax(const Tensor& x, std::span<const int32_t> lengths) {
  return of_rows("softmax", x, lengths, kernels::softmax_forward, kernels::softmax_backward);
}

Tensor log_softmax(const Tensor& x, std::span<const int32_t> lengths) {
  return of_rows("log_softmax", x, lengths, kernels::log_softmax_forward,
                 kernels::log_softmax_backward);
}

Tensor linear_log_softmax(const Tensor& x, const Tensor& weight, const Tensor& bias) {
  const Tensor y = linear(x, weight, bias);  // the logits, which nothing else holds
  if (y.requires_grad() || Trace::current()) return log_softmax(y);  // a trace holds the logits
  kernels::log_softmax_forward({y.shape().outer(-1), y.size(-1)}, y.data(), y.data());
  return record("log_softmax", y, {y}, {});
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
  // The gradient of every logit is computed with the loss, since both read the same exponentials.
  const Tensor dlogits = logits.clone(), losses(Shape{rows});
  kernels::cross_entropy({.rows = rows,
                          .n = classes,
                          .targets = targets.data(),
                          .ignored = options.ignored,
                          .smoothing = options.label_smoothing},
                         dlogits.data(), losses.data());
  Tensor y(Shape{});
  kernels::sum_forward({1, rows, 1}, losses.data(), y.data());
  return record("cross_entropy", y, {logits}, [dlogits](const Gradients& g) {
    kernels::add_scaled(dlogits.data(), *g.output(), g.input(0));
  });
}

}  // namespace gloss
