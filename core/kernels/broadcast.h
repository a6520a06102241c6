#pragma once

#include <algorithm>
#include <array>
#include <cstdint>

#include "core/gradient_buffer.h"
#include "core/kernels/loop.h"
#include "core/shape.h"

namespace gloss::kernels {

// How two operands broadcast to a result. Adjacent axes of the result are merged where both
// operands allow it; axis 0 is the innermost. A stride of 0 repeats the operand along the axis:
//
//   a [2, 3, 5], b [5]   ->  lengths 5, 6   a_strides 1, 5   b_strides 1, 0
struct Broadcast {
  Broadcast(const Shape& a, const Shape& b, const Shape& y);
  std::array<int64_t, Shape::kMaxRank> lengths, a_strides, b_strides;
  int rank = 0;
  int64_t size = 1;  // of the result
};

// Calls f(i, j, k) for every element of the result: y[i] is made from a[j] and b[k].
template <class F>
void for_each_pair(const Broadcast& shape, const F& f) {
  if (shape.size == 0) return;
  const int64_t inner = shape.lengths[0];
  const int64_t a_stride = shape.a_strides[0], b_stride = shape.b_strides[0];
  const auto row = [&](int64_t first, int64_t count, int64_t a, int64_t b) {
    if (a_stride == 1 && b_stride == 1) {
#pragma omp simd
      for (int64_t j = 0; j < count; ++j)
        f(first + j, a + j, b + j);
    } else if (a_stride == 1) {
#pragma omp simd
      for (int64_t j = 0; j < count; ++j)
        f(first + j, a + j, b);
    } else {
#pragma omp simd
      for (int64_t j = 0; j < count; ++j)
        f(first + j, a, b + j * b_stride);
    }
  };
  if (shape.rank <= 1) {
    parallel_for(inner, kGrain, [&](int64_t begin, int64_t end) {
      row(begin, end - begin, begin * a_stride, begin * b_stride);
    });
    return;
  }
  const int64_t rows = shape.size / inner;
  parallel_for(rows, std::max<int64_t>(1, kGrain / inner), [&](int64_t begin, int64_t end) {
    for (int64_t r = begin; r < end; ++r) {
      int64_t rest = r, a = 0, b = 0;
      for (size_t axis = 1; axis < static_cast<size_t>(shape.rank); ++axis) {
        const int64_t at = rest % shape.lengths[axis];
        rest /= shape.lengths[axis];
        a += at * shape.a_strides[axis];
        b += at * shape.b_strides[axis];
      }
      row(r * inner, inner, a, b);
    }
  });
}

// dx[i] += f(i, j, k), dx having the shape of the result.
template <class F>
void add_each_pair(const Broadcast& shape, const GradientBuffer& dx, const F& f) {
  real* const data = dx.data;
  if (dx.accumulate)
    for_each_pair(shape, [=](int64_t i, int64_t j, int64_t k) { data[i] += f(i, j, k); });
  else
    for_each_pair(shape, [=](int64_t i, int64_t j, int64_t k) { data[i] = f(i, j, k); });
}

}  // namespace gloss::kernels
