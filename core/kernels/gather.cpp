#include "core/kernels/gather.h"

#include <algorithm>

#include "core/kernels/loop.h"
#include "core/kernels/vector.h"

namespace gloss::kernels {

void gather_forward(const real* x, const int32_t* rows, int64_t count, int64_t width, real* y) {
  parallel_for(count, std::max<int64_t>(1, kGrain / std::max<int64_t>(width, 1)),
               [=](int64_t begin, int64_t end) {
                 for (int64_t i = begin; i < end; ++i)
                   std::copy_n(x + rows[i] * width, width, y + i * width);
               });
}

void gather_backward(const real* dy, const int32_t* rows, int64_t count, int64_t width, real* dx) {
  // Rows may repeat, so the columns are shared out: each strip adds all rows in order.
  constexpr int64_t kStrip = 32;
  const int64_t strips = (width + kStrip - 1) / kStrip;
  parallel_for(strips, count * kStrip < kGrain ? strips : 1, [=](int64_t begin, int64_t end) {
    const int64_t first = begin * kStrip, last = std::min(width, end * kStrip);
    for (int64_t i = 0; i < count; ++i) {
      const real* const from = dy + i * width;
      real* const to = dx + rows[i] * width;
#pragma omp simd
      for (int64_t j = first; j < last; ++j)
        to[j] += from[j];
    }
  });
}

void copy_blocks(const real* from, int64_t from_step, int64_t count, int64_t width, real* to,
                 int64_t to_step) {
  parallel_for(count, std::max<int64_t>(1, kGrain / std::max<int64_t>(width, 1)),
               [=](int64_t begin, int64_t end) {
                 for (int64_t i = begin; i < end; ++i)
                   std::copy_n(from + i * from_step, width, to + i * to_step);
               });
}

void add_blocks(const real* from, int64_t from_step, int64_t count, int64_t width, real* to,
                int64_t to_step) {
  parallel_for(count, std::max<int64_t>(1, kGrain / std::max<int64_t>(width, 1)),
               [=](int64_t begin, int64_t end) {
                 for (int64_t i = begin; i < end; ++i) {
#pragma omp simd
                   for (int64_t j = 0; j < width; ++j)
                     to[i * to_step + j] += from[i * from_step + j];
                 }
               });
}

namespace {

// Calls f(i, j) with the flat index of each element of y and of its counterpart in x.
template <class F>
void for_each_permuted(const Axes& n, const Axes& steps, const F& f) {
  parallel_for(n[0] * n[1] * n[2], std::max<int64_t>(1, kGrain / std::max<int64_t>(n[3], 1)),
               [&](int64_t begin, int64_t end) {
                 for (int64_t row = begin; row < end; ++row) {
                   const int64_t i = row / (n[1] * n[2]), j = row / n[2] % n[1], k = row % n[2];
                   const int64_t at = i * steps[0] + j * steps[1] + k * steps[2];
                   for (int64_t l = 0; l < n[3]; ++l)
                     f(row * n[3] + l, at + l * steps[3]);
                 }
               });
}

}  // namespace

void permute_forward(const real* x, const Axes& lengths, const Axes& steps, real* y) {
  const int64_t rows = lengths[2], width = lengths[3], whole = width / kLanes * kLanes;
  if (steps[2] != 1 || steps[3] == 1 || whole == 0)
    return for_each_permuted(lengths, steps, [=](int64_t i, int64_t j) { y[i] = x[j]; });
  // Matrices to be turned: kLanes columns of y, which are rows of x, at a time.
  parallel_for(lengths[0] * lengths[1] * rows, std::max<int64_t>(kLanes, kGrain / width),
               [=](int64_t begin, int64_t end) {
                 for (int64_t row = begin; row < end;) {
                   const int64_t matrix = row / rows, first = row % rows;
                   const int64_t count = std::min(end - row, rows - first);
                   const real* const from =
                       x + matrix / lengths[1] * steps[0] + matrix % lengths[1] * steps[1] + first;
                   real* const to = y + row * width;
                   for (int64_t l = 0; l < whole; l += kLanes)
                     turn_rows(from + l * steps[3], steps[3], kLanes, count, to + l, width);
                   for (int64_t k = 0; k < count; ++k)
                     for (int64_t l = whole; l < width; ++l)
                       to[k * width + l] = from[k + l * steps[3]];
                   row += count;
                 }
               });
}

void permute_backward(const real* dy, const Axes& lengths, const Axes& steps, real* dx) {
  for_each_permuted(lengths, steps, [=](int64_t i, int64_t j) { dx[j] += dy[i]; });
}

}  // namespace gloss::kernels
