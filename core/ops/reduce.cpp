#include "core/kernels/reduce.h"

#include "core/autograd.h"
#include "core/check.h"
#include "core/kernels/elementwise.h"
#include "core/ops.h"
#include "core/ops/broadcast.h"

namespace gloss {
namespace {

// A tensor as [outer, n, inner], the middle axis being reduced, and the shape of the result.
struct Axis {
  kernels::Reduction shape;
  Shape result;
};

Axis along(const char* op, const Tensor& x, int axis, bool keep_axis) {
  const Shape& s = x.shape();
  axis = s.index(axis, op);
  return {{s.outer(axis), s[axis], s.inner(axis)}, keep_axis ? s.with(axis, 1) : s.without(axis)};
}

Axis whole(const Tensor& x) {
  return {{1, x.size(), 1}, {}};
}

Tensor scaled_sum(const char* name, const Tensor& x, const Axis& a, real factor) {
  Tensor y(a.result);
  kernels::sum_forward(a.shape, x.data(), y.data());
  if (factor != 1) kernels::scale(y.data(), factor, y.data(), y.size());
  return record(name, y, {x}, [shape = a.shape, factor](const Gradients& g) {
    kernels::sum_backward(shape, g.output(), factor, g.input(0));
  });
}

Tensor mean_of(const Tensor& x, const Axis& a) {
  check(a.shape.n > 0, "mean", "there is nothing to average: x is ", x.shape());
  return scaled_sum("mean", x, a, 1 / static_cast<real>(a.shape.n));
}

// The largest elements and where they are along the axis.
std::vector<int32_t> largest(const char* op, const Tensor& x, const Axis& a, const Tensor& y) {
  check(a.shape.n > 0, op, "there is no largest of none: x is ", x.shape());
  std::vector<int32_t> where(static_cast<size_t>(y.size()));
  kernels::max_forward(a.shape, x.data(), y.data(), where.data());
  return where;
}

Tensor max_of(const Tensor& x, const Axis& a) {
  Tensor y(a.result);
  return record("max", y, {x},
                [shape = a.shape, where = largest("max", x, a, y)](const Gradients& g) {
                  if (real* const dx = g.input(0).accumulator())
                    kernels::max_backward(shape, where.data(), g.output(), dx);
                });
}

}  // namespace

void sum_to(const Tensor& x, const Shape& operand, real* sum) {
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
  kernels::accumulate(rest.data(), sum, operand.size());
}

Tensor sum(const Tensor& x) {
  return scaled_sum("sum", x, whole(x), 1);
}
Tensor sum(const Tensor& x, int axis, bool keep_axis) {
  return scaled_sum("sum", x, along("sum", x, axis, keep_axis), 1);
}

Tensor mean(const Tensor& x) {
  return mean_of(x, whole(x));
}
Tensor mean(const Tensor& x, int axis, bool keep_axis) {
  return mean_of(x, along("mean", x, axis, keep_axis));
}

Tensor variance(const Tensor& x) {
  const Tensor deviation = x - mean(x);
  return mean(deviation * deviation);
}
Tensor variance(const Tensor& x, int axis, bool keep_axis) {
  const Tensor deviation = x - mean(x, axis, true);
  return mean(deviation * deviation, axis, keep_axis);
}

Tensor max(const Tensor& x) {
  return max_of(x, whole(x));
}
Tensor max(const Tensor& x, int axis, bool keep_axis) {
  return max_of(x, along("max", x, axis, keep_axis));
}

std::vector<int32_t> argmax(const Tensor& x) {
  const Axis a = along("argmax", x, -1, false);
  return largest("argmax", x, a, Tensor(a.result));
}

}  // namespace gloss
