#pragma once

#include "core/parallel.h"

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

}  // namespace gloss::kernels
