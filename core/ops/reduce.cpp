#include "core/kernels/reduce.h"

#include "core/autograd.h"
#include "core/check.h"
#include "core/kernels/elementwise.h"
#include "core/ops.h"
#include "core/ops/broadcast.h"

namespace gloss {
namespace {

// A tensor as [outer, n, inner], the middle axis being reduced, and the shape of the result.
struct Plan {
  kernels::Reduction shape;
  Shape result;
};

Plan plan(const char* op, const Tensor& x, std::optional<int> axis, bool keep_axis) {
  if (!axis) return {{1, x.size(), 1}, {}};
  const Shape& s = x.shape();
  const int i = s.index(*axis, op);
  return {{s.outer(i), s[i], s.inner(i)}, keep_axis ? s.with(i, 1) : s.without(i)};
}

Tensor scaled_sum(const char* name, const Tensor& x, const Plan& p, real factor) {
  Tensor y(p.result);
  kernels::sum_forward(p.shape, x.data(), y.data());
  if (factor != 1) kernels::scale(y.data(), factor, y.data(), y.size());
  return record(name, y, {x}, [shape = p.shape, factor](const Gradients& g) {
    kernels::sum_backward(shape, g.output(), factor, g.input(0));
  });
}

// The largest elements and where they are along the axis.
std::vector<int32_t> largest(const char* op, const Tensor& x, const Plan& p, const Tensor& y) {
  check(p.shape.n > 0, op, "there is no largest of none: x is ", x.shape());
  std::vector<int32_t> where(static_cast<size_t>(y.size()));
  kernels::max_forward(p.shape, x.data(), y.data(), where.data());
  return where;
}

}  // namespace

void sum_to(const Tensor& x, const Shape& operand, GradientBuffer sum) {
  // One axis at a time, from the first. What is left has the size of the operand and is added to
  // sum.
  Tensor rest = x;
  for (int axis = 0; axis < x.shape().rank(); ++axis) {
    const int own = operand.rank() - (x.shape().rank() - axis);
    const bool repeated = own < 0 || (operand[own] == 1 && rest.shape()[axis] != 1);
    if (!repeated) continue;
    Tensor shorter(rest.shape().with(axis, 1));
    kernels::sum_forward({rest.shape().outer(axis), rest.shape()[axis], rest.shape().inner(axis)},
                         rest.data(), shorter.data());
    rest = shorter;
  }
  kernels::add_scaled(rest.data(), 1, sum);
}

Tensor sum(const Tensor& x, std::optional<int> axis, bool keep_axis) {
  return scaled_sum("sum", x, plan("sum", x, axis, keep_axis), 1);
}

Tensor mean(const Tensor& x, std::optional<int> axis, bool keep_axis) {
  const Plan p = plan("mean", x, axis, keep_axis);
  check(p.shape.n > 0, "mean", "there is nothing to average: x is ", x.shape());
  return scaled_sum("mean", x, p, 1 / static_cast<real>(p.shape.n));
}

Tensor variance(const Tensor& x, std::optional<int> axis, bool keep_axis) {
  const Tensor deviation = x - mean(x, axis, true);
  return mean(deviation * deviation, axis, keep_axis);
}

Tensor max(const Tensor& x, std::optional<int> axis, bool keep_axis) {
  const Plan p = plan("max", x, axis, keep_axis);
  Tensor y(p.result);
  return record("max", y, {x},
                [shape = p.shape, where = largest("max", x, p, y)](const Gradients& g) {
                  if (real* const dx = g.input(0).accumulator())
                    kernels::max_backward(shape, where.data(), g.output(), dx);
                });
}

std::vector<int32_t> argmax(const Tensor& x) {
  const Plan p = plan("argmax", x, -1, false);
  return largest("argmax", x, p, Tensor(p.result));
}

}  // namespace gloss
