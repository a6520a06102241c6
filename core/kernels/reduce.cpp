#include "core/kernels/reduce.h"

#include <algorithm>

#include "core/kernels/loop.h"

namespace gloss::kernels {
namespace {

real sum_of(const real* x, int64_t n) {
  return sum_over(n, [=](int64_t i) { return x[i]; });
}

// Rows of contiguous elements: long ones are cut into pieces whose sums are added in order.
real sum_of_long(const real* x, int64_t n) {
  if (n <= kGrain) return sum_of(x, n);
  return ordered_sum(n, kGrain,
                     [=](int64_t begin, int64_t end) { return sum_of(x + begin, end - begin); });
}

// to[j] += from[i * stride + j] for i in [0, n) in order, four rows for each time that `to` is read
// and written.
void add_rows(const real* from, int64_t n, int64_t stride, int64_t width, real* to) {
  int64_t i = 0;
  for (; i + 4 <= n; i += 4) {
    const real* const row = from + i * stride;
#pragma omp simd
    for (int64_t j = 0; j < width; ++j)
      to[j] = to[j] + row[j] + row[stride + j] + row[2 * stride + j] + row[3 * stride + j];
  }
  for (; i < n; ++i)
    for (int64_t j = 0; j < width; ++j)
      to[j] += from[i * stride + j];
}

}  // namespace

void sum_forward(const real* x, int64_t outer, int64_t n, int64_t inner, real* y) {
  std::fill_n(y, outer * inner, real(0));
  sum_accumulate(x, outer, n, inner, y);
}

void sum_accumulate(const real* x, int64_t outer, int64_t n, int64_t inner, real* y) {
  if (inner == 1 && outer == 1) {
    *y += sum_of_long(x, n);
  } else if (inner == 1) {
    parallel_for(outer, std::max<int64_t>(1, kGrain / std::max<int64_t>(n, 1)),
                 [=](int64_t begin, int64_t end) {
                   for (int64_t i = begin; i < end; ++i)
                     y[i] += sum_of_long(x + i * n, n);
                 });
  } else {
    // Columns are cut into strips; each strip runs down the rows in order.
    const int64_t strip = std::clamp<int64_t>(inner / 8, 64, 1024);
    const int64_t strips = (inner + strip - 1) / strip;
    parallel_for(outer * strips, std::max<int64_t>(1, kGrain / (strip * std::max<int64_t>(n, 1))),
                 [=](int64_t begin, int64_t end) {
                   for (int64_t s = begin; s < end; ++s) {
                     const int64_t o = s / strips, first = s % strips * strip;
                     add_rows(x + o * n * inner + first, n, inner, std::min(strip, inner - first),
                              y + o * inner + first);
                   }
                 });
  }
}

void sum_backward(const real* dy, real factor, int64_t outer, int64_t n, int64_t inner, real* dx) {
  const int64_t grain = std::max<int64_t>(1, kGrain / std::max<int64_t>(inner, 1));
  parallel_for(outer * n, grain, [=](int64_t begin, int64_t end) {
    for (int64_t r = begin; r < end; ++r) {
      const real* const from = dy + r / n * inner;
      real* const to = dx + r * inner;
      for (int64_t j = 0; j < inner; ++j)
        to[j] += factor * from[j];
    }
  });
}

void max_forward(const real* x, int64_t outer, int64_t n, int64_t inner, real* y, int32_t* where) {
  const int64_t grain = std::max<int64_t>(1, kGrain / std::max<int64_t>(n, 1));
  parallel_for(outer * inner, grain, [=](int64_t begin, int64_t end) {
    for (int64_t r = begin; r < end; ++r) {
      const real* const from = x + r / inner * n * inner + r % inner;
      int64_t best = 0;
      for (int64_t i = 1; i < n; ++i)
        if (!(from[i * inner] <= from[best * inner]) && from[best * inner] == from[best * inner])
          best = i;
      y[r] = from[best * inner];
      where[r] = static_cast<int32_t>(best);
    }
  });
}

void max_backward(const int32_t* where, const real* dy, int64_t outer, int64_t n, int64_t inner,
                  real* dx) {
  for (int64_t r = 0; r < outer * inner; ++r)
    dx[(r / inner * n + where[r]) * inner + r % inner] += dy[r];
}

double squared_norm(const real* x, int64_t n) {
  return ordered_sum(n, kGrain, [=](int64_t begin, int64_t end) {
    double partial[kPartials] = {};
    for (int64_t i = begin; i < end; i += kPartials)
      for (int64_t j = i; j < std::min(i + kPartials, end); ++j)
        partial[j - i] += static_cast<double>(x[j]) * static_cast<double>(x[j]);
    double total = 0;
    for (const double part : partial)
      total += part;
    return total;
  });
}

}  // namespace gloss::kernels
