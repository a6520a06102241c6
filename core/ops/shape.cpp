#include <algorithm>
#include <numeric>

#include "core/autograd.h"
#include "core/check.h"
#include "core/kernels/broadcast.h"
#include "core/kernels/elementwise.h"
#include "core/kernels/gather.h"
#include "core/ops.h"
#include "core/ops/broadcast.h"

namespace gloss {
namespace {

// Part of x's memory under another shape, starting `offset` elements in.
Tensor shared(const char* name, const Tensor& x, const Shape& shape, int64_t offset) {
  const Tensor y = x.view(shape, offset);
  return record(name, y, {x}, [offset, n = y.size()](const Gradients& g) {
    GradientBuffer dx = g.input(0);
    if (n < dx.size) dx.accumulator();  // the elements that y does not share get zeros
    kernels::add_scaled(g.output(), 1, dx.slice(offset, n));
  });
}

// A permutation of x's axes and the shape of the result.
struct Order {
  kernels::Permutation permutation;
  Shape result;
};

Order order(const Tensor& x, std::span<const int> axes) {
  const int rank = x.shape().rank();
  check(static_cast<int>(axes.size()) == rank, "permute", "there are ", axes.size(), " axes, x is ",
        x.shape());
  Order o;
  o.permutation.lengths.fill(1);
  o.permutation.strides.fill(0);
  std::vector<int64_t> dims;
  std::vector<bool> used(axes.size(), false);
  for (int i = 0; i < rank; ++i) {
    const int axis = x.shape().index(axes[static_cast<size_t>(i)], "permute");
    check(!used[static_cast<size_t>(axis)], "permute", "axis ", axis, " stands twice: x is ",
          x.shape());
    used[static_cast<size_t>(axis)] = true;
    dims.push_back(x.size(axis));
    const auto place = static_cast<size_t>(Shape::kMaxRank - rank + i);
    o.permutation.lengths[place] = x.size(axis);
    o.permutation.strides[place] = x.shape().inner(axis);
  }
  o.result = Shape(dims);
  return o;
}

}  // namespace

Tensor reshape(const Tensor& x, const Shape& shape) {
  check(shape.size() == x.size(), "reshape", "sizes differ: x is ", x.shape(), ", asked for ",
        shape);
  return shared("reshape", x, shape, 0);
}

Tensor reshape(const Tensor& x, std::initializer_list<int64_t> dims) {
  std::vector<int64_t> lengths(dims);
  if (const auto rest = std::ranges::find(lengths, -1); rest != lengths.end()) {
    *rest = 1;
    const int64_t others = Shape(lengths).size();
    check(others > 0 && x.size() % others == 0, "reshape", "sizes differ: x is ", x.shape(),
          ", asked for ", Shape(lengths), " and the rest");
    *rest = x.size() / others;
  }
  return reshape(x, Shape(lengths));
}

Tensor select(const Tensor& x, int64_t index) {
  check(x.shape().rank() >= 1 && index >= 0 && index < x.size(0), "select", "no entry ", index,
        ": x is ", x.shape());
  const Shape shape = x.shape().without(0);
  return shared("select", x, shape, index * shape.size());
}

Tensor slice(const Tensor& x, int axis, int64_t begin, int64_t end) {
  const Shape& s = x.shape();
  axis = s.index(axis, "slice");
  check(begin >= 0 && begin <= end && end <= s[axis], "slice", "[", begin, ", ", end,
        ") is outside axis ", axis, ": x is ", s);
  const Shape shape = s.with(axis, end - begin);
  const int64_t inner = s.inner(axis), offset = begin * inner;
  if (s.outer(axis) == 1) return shared("slice", x, shape, offset);
  const int64_t width = (end - begin) * inner, stride = s[axis] * inner;
  Tensor y(shape);
  kernels::Blocks blocks{
      .count = s.outer(axis), .width = width, .from_stride = stride, .to_stride = width};
  kernels::copy_blocks(x.data() + offset, y.data(), blocks);
  std::swap(blocks.from_stride, blocks.to_stride);
  return record("slice", y, {x}, [blocks, offset](const Gradients& g) {
    GradientBuffer dx = g.input(0);
    if (dx.accumulator())
      kernels::add_blocks(g.output(), dx.slice(offset, dx.size - offset), blocks);
  });
}

std::vector<Tensor> split(const Tensor& x, int axis, int64_t parts) {
  check(parts > 0 && x.size(axis) % parts == 0, "split", "axis ", axis, " does not divide by ",
        parts, ": x is ", x.shape());
  const int64_t length = x.size(axis) / parts;
  std::vector<Tensor> result;
  for (int64_t i = 0; i < parts; ++i)
    result.push_back(slice(x, axis, i * length, (i + 1) * length));
  return result;
}

Tensor permute(const Tensor& x, std::span<const int> axes) {
  const Order o = order(x, axes);
  Tensor y(o.result);
  kernels::permute_forward(x.data(), o.permutation, y.data());
  return record("permute", y, {x}, [permutation = o.permutation](const Gradients& g) {
    if (const GradientBuffer dx = g.input(0))
      kernels::permute_backward(g.output(), permutation, dx);
  });
}

Tensor permute(const Tensor& x, std::initializer_list<int> axes) {
  return permute(x, std::span(axes.begin(), axes.size()));
}

Tensor transpose(const Tensor& x) {
  check(x.shape().rank() >= 2, "transpose", "needs at least 2 dimensions: x is ", x.shape());
  std::vector<int> axes(static_cast<size_t>(x.shape().rank()));
  std::iota(axes.begin(), axes.end(), 0);
  std::swap(axes.end()[-1], axes.end()[-2]);
  return permute(x, axes);
}

Tensor expand(const Tensor& x, const Shape& shape) {
  if (x.shape() == shape) return x;
  check(broadcast("expand", x.shape(), shape) == shape, "expand", "x does not repeat to ", shape,
        ": x is ", x.shape());
  Tensor y(shape);
  kernels::for_each_pair(
      kernels::Broadcast(x.shape(), {}, shape),
      [from = x.data(), to = y.data()](int64_t i, int64_t j, int64_t) { to[i] = from[j]; });
  return record("expand", y, {x}, [from = x.shape(), shape](const Gradients& g) {
    add_scaled_reduced(g, 0, from, shape, 1);
  });
}

Tensor concat(const std::vector<Tensor>& parts, int axis) {
  check(!parts.empty(), "concat", "there is nothing to join");
  const Shape& first = parts[0].shape();
  axis = first.index(axis, "concat");
  int64_t length = 0;
  for (const Tensor& part : parts) {
    check(part.shape().rank() == first.rank() && part.shape().with(axis, 1) == first.with(axis, 1),
          "concat", "shapes differ beyond axis ", axis, ": first is ", first, ", another is ",
          part.shape());
    length += part.size(axis);
  }
  Tensor y(first.with(axis, length));
  const int64_t outer = first.outer(axis), stride = length * first.inner(axis);
  std::vector<int64_t> widths;
  int64_t offset = 0;
  for (const Tensor& part : parts) {
    const int64_t width = part.size(axis) * first.inner(axis);
    kernels::copy_blocks(
        part.data(), y.data() + offset,
        {.count = outer, .width = width, .from_stride = width, .to_stride = stride});
    widths.push_back(width);
    offset += width;
  }
  return record("concat", y, parts, [widths, outer, stride](const Gradients& g) {
    const real* from = g.output();
    for (size_t i = 0; i < widths.size(); ++i) {
      kernels::add_blocks(
          from, g.input(i),
          {.count = outer, .width = widths[i], .from_stride = stride, .to_stride = widths[i]});
      from += widths[i];
    }
  });
}

Tensor stack(const std::vector<Tensor>& parts) {
  check(!parts.empty(), "stack", "there is nothing to join");
  std::vector<Tensor> rows;
  for (const Tensor& part : parts) {
    check(part.shape() == parts[0].shape(), "stack", "shapes differ: first is ", parts[0].shape(),
          ", another is ", part.shape());
    rows.push_back(reshape(part, part.shape().inserted(0, 1)));
  }
  return concat(rows, 0);
}

}  // namespace gloss
