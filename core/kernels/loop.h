#pragma once

#include <algorithm>
#include <array>
#include <cstdint>

#include "core/parallel.h"
#include "core/real.h"

namespace gloss::kernels {

// Elements per chunk of work: enough to outweigh the cost of handing it to a thread.
inline constexpr int64_t kGrain = 1 << 15;

// Calls f(i) for i in [0, n), in parallel and vectorised: f(i) may write element i only.
template <class F>
void for_each(int64_t n, const F& f) {
  parallel_for(n, kGrain, [&f](int64_t begin, int64_t end) {
#pragma omp simd
    for (int64_t i = begin; i < end; ++i)
      f(i);
  });
}

// Calls f(row) for each of `rows` rows of `width` elements, in parallel. An element costs about as
// much as `cost` elements of a copy.
template <class F>
void for_each_row(int64_t rows, int64_t width, int64_t cost, const F& f) {
  const int64_t grain = std::max<int64_t>(1, kGrain / (cost * std::max<int64_t>(width, 1)));
  parallel_for(rows, grain, [&f](int64_t begin, int64_t end) {
    for (int64_t row = begin; row < end; ++row)
      f(row);
  });
}

// A sum is vectorised by adding up interleaved partial sums: partial[j] = f(j) + f(j + 16) + ...
// The order of additions decides the last bits, so their number is fixed and does not follow the
// width of the processor's vectors.
inline constexpr int64_t kPartials = 16;

// The sums over [0, n) of the Count numbers that f(i) returns, added in an order that depends on n
// only.
template <size_t Count, class F>
std::array<real, Count> sums_over(int64_t n, const F& f) {
  real partial[Count][kPartials] = {};
  const auto add = [&](int64_t i, int64_t j) {
    const std::array<real, Count> terms = f(i);
    for (size_t s = 0; s < Count; ++s)
      partial[s][j] += terms[s];
  };
  const int64_t whole = n / kPartials * kPartials;
  for (int64_t i = 0; i < whole; i += kPartials) {
#pragma omp simd
    for (int64_t j = 0; j < kPartials; ++j)
      add(i + j, j);
  }
  for (int64_t i = whole; i < n; ++i)
    add(i, i - whole);
  std::array<real, Count> total = {};
  for (size_t s = 0; s < Count; ++s)
    for (const real part : partial[s])
      total[s] += part;
  return total;
}

// The sum of f(i) over [0, n) in that order.
template <class F>
real sum_over(int64_t n, const F& f) {
  return sums_over<1>(n, [&](int64_t i) { return std::array{f(i)}; })[0];
}

}  // namespace gloss::kernels
