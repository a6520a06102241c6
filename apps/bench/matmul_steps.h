#pragma once

#include <cstddef>
#include <vector>

#include "core/real.h"

namespace gloss::bench {

// A way to compute C[m, n] = A[m, k] B[k, n]. From the first step to the last, each adds an idea
// that makes it faster: apps/plain/TO_FAST.md explains them.
struct MatmulStep {
  using Numbers = std::vector<real>;  // a matrix row by row

  const char* name;
  Numbers (*multiply)(const Numbers& a, const Numbers& b, size_t m, size_t n, size_t k);
};

std::vector<MatmulStep> matmul_steps();

}  // namespace gloss::bench
