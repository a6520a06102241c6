#pragma once

#include <cstdint>

#include "core/kernels/loop.h"
#include "core/real.h"

namespace gloss {

// Where a backward pass puts dL/dx, one number for each element of x. The first contribution
// overwrites the buffer, so that nobody zeroes it first; the others accumulate:
//
//   accumulate = false   `data` is uninitialised: write every element, read none
//   accumulate = true    `data` is the sum of earlier contributions: add to it
//
// add_each and accumulator do the right thing in both cases. Kernels that share out rows among the
// threads use add_range.
struct GradientBuffer {
  real* data = nullptr;  // null: x needs no gradient
  int64_t size = 0;
  bool accumulate = false;

  explicit operator bool() const { return data != nullptr; }

  // The part for elements [begin, begin + count), as a buffer of its own.
  GradientBuffer slice(int64_t begin, int64_t count) const {
    return {data ? data + begin : nullptr, count, accumulate};
  }

  // dx[i] += f(i) for all elements, in parallel. Nothing if x needs no gradient.
  template <class F>
  void add_each(const F& f) {
    if (data == nullptr) return;
    real* const dx = data;
    if (accumulate)
      kernels::for_each(size, [=](int64_t i) { dx[i] += f(i); });
    else
      kernels::for_each(size, [=](int64_t i) { dx[i] = f(i); });
    accumulate = true;
  }

  // The numbers to add to, in any order and as often as needed: zeroed first if they are
  // uninitialised. Null if x needs no gradient.
  real* accumulator() {
    if (!accumulate) add_each([](int64_t) { return real(0); });
    return data;
  }

  // dx[i] += f(i) for i in [begin, end), on the calling thread. `accumulate` stays as it is: the
  // caller covers all of dx, each element once.
  template <class F>
  void add_range(int64_t begin, int64_t end, const F& f) const {
    if (data == nullptr) return;
    real* const dx = data;
    if (accumulate) {
#pragma omp simd
      for (int64_t i = begin; i < end; ++i)
        dx[i] += f(i);
    } else {
#pragma omp simd
      for (int64_t i = begin; i < end; ++i)
        dx[i] = f(i);
    }
  }
};

}  // namespace gloss
