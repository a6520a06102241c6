#include "core/kernels/reduce.h"

#include <algorithm>

#include "core/kernels/loop.h"

namespace gloss::kernels {
namespace {

real sum_of(const real* x, int64_t n) {
  return sum_over(n, [=](int64_t i) { return x[i]; });
}

// The same for a row of any length: chunks of kGrain elements are summed one by one, and their sums
// are added in order.
real sum_of_row(const real* x, int64_t n) {
  real total = 0;
  for (int64_t begin = 0; begin < n; begin += kGrain)
    total += sum_of(x + begin, std::min(kGrain, n - begin));
  return total;
}

// to[j] += from[i * stride + j] for i in [0, n), in order. Four rows are added each time that `to`
// is read and written.
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

void sum_forward(const Reduction& shape, const real* x, real* y) {
  std::fill_n(y, shape.outer * shape.inner, real(0));
  sum_accumulate(shape, x, y);
}

void sum_accumulate(const Reduction& shape, const real* x, real* y) {
  const int64_t outer = shape.outer, n = shape.n, inner = shape.inner;
  if (inner == 1 && outer == 1) {
    // The bits of sum_of_row, the chunks being shared out among the threads.
    *y += ordered_sum(n, kGrain,
                      [=](int64_t begin, int64_t end) { return sum_of(x + begin, end - begin); });
  } else if (inner == 1) {
    for_each_row(outer, n, 1, [=](int64_t i) { y[i] += sum_of_row(x + i * n, n); });
  } else {
    // The columns are cut into strips. Each strip adds the rows in order.
    const int64_t strip = std::clamp<int64_t>(inner / 8, 64, 1024);
    const int64_t strips = (inner + strip - 1) / strip;
    for_each_row(outer * strips, strip * n, 1, [=](int64_t s) {
      const int64_t o = s / strips, first = s % strips * strip;
      add_rows(x + o * n * inner + first, n, inner, std::min(strip, inner - first),
               y + o * inner + first);
    });
  }
}

void sum_backward(const Reduction& shape, const real* dy, real factor, GradientBuffer dx) {
  for_each_row(shape.outer * shape.n, shape.inner, 1, [=](int64_t r) {
    const int64_t at = r * shape.inner;
    const real* const from = dy + r / shape.n * shape.inner;
    dx.add_range(at, at + shape.inner, [=](int64_t i) { return factor * from[i - at]; });
  });
}

void max_forward(const Reduction& shape, const real* x, real* y, int32_t* where) {
  for_each_row(shape.outer * shape.inner, shape.n, 1, [=](int64_t r) {
    const int64_t inner = shape.inner;
    const real* const from = x + r / inner * shape.n * inner + r % inner;
    int64_t best = 0;
    for (int64_t i = 1; i < shape.n; ++i)
      if (!(from[i * inner] <= from[best * inner]) && from[best * inner] == from[best * inner])
        best = i;
    y[r] = from[best * inner];
    where[r] = static_cast<int32_t>(best);
  });
}

void max_backward(const Reduction& shape, const int32_t* where, const real* dy, real* dx) {
  const int64_t inner = shape.inner;
  for (int64_t r = 0; r < shape.outer * inner; ++r)
    dx[(r / inner * shape.n + where[r]) * inner + r % inner] += dy[r];
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
