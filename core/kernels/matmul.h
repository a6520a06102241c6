#pragma once

#include <cstdint>

#include "core/real.h"

namespace gloss::kernels {

// A matrix in row-major memory as it is to be multiplied: element (i, j) is data[i * stride + j],
// or data[j * stride + i] if it is to be read transposed.
struct Matrix {
  const real* data;
  int64_t stride;
  bool transposed = false;
};

// C[M, N] = A[M, K] B[K, N], or C += with accumulate; C's rows are c_stride apart.
//
// An element of C is the same bits whatever M and N are and wherever its row stands: its K products
// are summed in index order within blocks of kDepth, and the blocks' sums are added in order.
void matmul(const Matrix& a, const Matrix& b, real* c, int64_t c_stride, int64_t m, int64_t n,
            int64_t k, bool accumulate);

inline constexpr int64_t kDepth = 384;

// `count` products of the same shape, the operands a given number of elements apart (0: shared).
struct BatchSteps {
  int64_t count, a, b, c;
};
void matmul(const BatchSteps& batch, const Matrix& a, const Matrix& b, real* c, int64_t c_stride,
            int64_t m, int64_t n, int64_t k, bool accumulate);

}  // namespace gloss::kernels
