#pragma once

#include <cstdint>
#include <string>

#include "apps/bench/measure.h"

namespace gloss::bench {

// `batch` products C[M, N] = A[M, K] B[K, N], or C += with accumulate. A transposed A is stored as
// [K, M], a transposed B as [N, K]. A packed B is brought into the kernel's order beforehand, as
// weights are for decoding; then batch is 1.
struct Product {
  std::string name = "";  // for a product of the models: "logits forward"
  int64_t m = 0, n = 0, k = 0;
  bool transpose_a = false, transpose_b = false, accumulate = false, packed = false;
  int64_t batch = 1;

  // A multiplication and an addition for each of M N K.
  double flops() const {
    return 2 * static_cast<double>(m) * static_cast<double>(n) * static_cast<double>(k) *
           static_cast<double>(batch);
  }
};

// 10^9 floating-point operations per second, on random numbers from the seed.
double gigaflops(const Product& product, const Sampling& sampling, int64_t seed);

}  // namespace gloss::bench
