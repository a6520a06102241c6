#include "core/kernels/gather.h"

#include <algorithm>

#include "core/kernels/loop.h"
#include "core/kernels/vector.h"

namespace gloss::kernels {

void gather_forward(const real* x, const int32_t* rows, int64_t count, int64_t width, real* y) {
  for_each_row(count, width, 1, [=](int64_t i) {
    if (rows[i] < 0)
      std::fill_n(y + i * width, width, real(0));
    else
      std::copy_n(x + rows[i] * width, width, y + i * width);
  });
}

void gather_backward(const real* dy, const int32_t* rows, int64_t count, int64_t width, real* dx) {
  // A row index may repeat, so the threads share out strips of columns instead of rows: each adds
  // all rows to its strip, in order.
  constexpr int64_t kStrip = 32;
  const int64_t strips = (width + kStrip - 1) / kStrip;
  parallel_for(strips, count * kStrip < kGrain ? strips : 1, [=](int64_t begin, int64_t end) {
    const int64_t first = begin * kStrip, last = std::min(width, end * kStrip);
    for (int64_t i = 0; i < count; ++i) {
      if (rows[i] < 0) continue;
      const real* const from = dy + i * width;
      real* const to = dx + rows[i] * width;
#pragma omp simd
      for (int64_t j = first; j < last; ++j)
        to[j] += from[j];
    }
  });
}

void copy_blocks(const real* from, real* to, const Blocks& b) {
  for_each_row(b.count, b.width, 1, [=](int64_t i) {
    std::copy_n(from + i * b.from_stride, b.width, to + i * b.to_stride);
  });
}

void add_blocks(const real* from, GradientBuffer to, const Blocks& b) {
  for_each_row(b.count, b.width, 1, [=](int64_t i) {
    to.slice(i * b.to_stride, b.width)
        .add_range(0, b.width, [row = from + i * b.from_stride](int64_t j) { return row[j]; });
  });
}

namespace {

// Calls f(i, j) with the flat index of each element of y and of its counterpart in x.
template <class F>
void for_each_permuted(const Permutation& order, const F& f) {
  const auto &n = order.lengths, &strides = order.strides;
  for_each_row(n[0] * n[1] * n[2], n[3], 1, [&](int64_t row) {
    const int64_t i = row / (n[1] * n[2]), j = row / n[2] % n[1], k = row % n[2];
    const int64_t at = i * strides[0] + j * strides[1] + k * strides[2];
    for (int64_t l = 0; l < n[3]; ++l)
      f(row * n[3] + l, at + l * strides[3]);
  });
}

}  // namespace

void permute_forward(const real* x, const Permutation& order, real* y) {
  const auto &lengths = order.lengths, &strides = order.strides;
  if (strides[2] != 1 || strides[3] == 1)
    return for_each_permuted(order, [=](int64_t i, int64_t j) { y[i] = x[j]; });
  // The last two axes are swapped: x holds matrices [width, rows], which are transposed.
  const int64_t rows = lengths[2], width = lengths[3], stride = strides[3];
  parallel_for(lengths[0] * lengths[1] * rows,
               std::max<int64_t>(16, kGrain / std::max<int64_t>(width, 1)),
               [&](int64_t begin, int64_t end) {
                 for (int64_t row = begin; row < end;) {
                   const int64_t matrix = row / rows, first = row % rows;
                   const int64_t count = std::min(end - row, rows - first);
                   const int64_t i = matrix / lengths[1], j = matrix % lengths[1];
                   transpose({x + i * strides[0] + j * strides[1] + first, stride, width, count},
                             width, y + row * width, width);
                   row += count;
                 }
               });
}

void permute_backward(const real* dy, const Permutation& order, GradientBuffer dx) {
  real* const data = dx.data;
  if (dx.accumulate)
    for_each_permuted(order, [=](int64_t i, int64_t j) { data[j] += dy[i]; });
  else
    for_each_permuted(order, [=](int64_t i, int64_t j) { data[j] = dy[i]; });
}

}  // namespace gloss::kernels
