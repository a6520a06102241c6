#pragma once

#include "core/kernels/sum.h"
#include "core/parallel.h"
#include "core/real.h"

namespace gloss::kernels {

// Elements per piece of work: enough to outweigh handing it to a thread.
inline constexpr int64_t kGrain = 1 << 15;

// Calls f(i) for i in [0, n), in parallel and many lanes at a time: f writes element i alone.
template <class F>
void for_each(int64_t n, const F& f) {
  parallel_for(n, kGrain, [&f](int64_t begin, int64_t end) {
#pragma omp simd
    for (int64_t i = begin; i < end; ++i)
      f(i);
  });
}

// sum (+)= f(i)
template <class F>
void add_each(const Sum& sum, int64_t n, const F& f) {
  real* const data = sum.data;
  if (sum.accumulate)
    for_each(n, [=](int64_t i) { data[i] += f(i); });
  else
    for_each(n, [=](int64_t i) { data[i] = f(i); });
}

// The order of additions decides the last bit, so sums within a row use this fixed number of
// interleaved partial sums, whatever the width of a vector: enough for the loop to vectorise.
inline constexpr int64_t kPartials = 16;

// The sum of f(i) over [0, n), in an order that depends on n alone.
template <class F>
real sum_over(int64_t n, const F& f) {
  real partial[kPartials] = {};
  const int64_t whole = n / kPartials * kPartials;
  for (int64_t i = 0; i < whole; i += kPartials) {
#pragma omp simd
    for (int64_t j = 0; j < kPartials; ++j)
      partial[j] += f(i + j);
  }
  for (int64_t i = whole; i < n; ++i)
    partial[i - whole] += f(i);
  real total = 0;
  for (const real part : partial)
    total += part;
  return total;
}

}  // namespace gloss::kernels
