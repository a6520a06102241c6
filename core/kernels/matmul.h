#pragma once

#include <cstdint>

#include "core/allocator.h"
#include "core/real.h"

namespace gloss::kernels {

// A matrix in row-major memory as it is to be multiplied: element (i, j) is data[i * stride + j],
// or data[j * stride + i] if it is to be read transposed.
struct Matrix {
  const real* data;
  int64_t stride;
  bool transposed = false;
};

// C[M, N] = A[M, K] B[K, N], or C += with accumulate, or with bias [N] added to every row; C's rows
// are c_stride apart.
//
// An element of C is the same bits whatever M and N are and wherever its row stands: its K products
// are summed in index order within blocks of kDepth, and the blocks' sums are added in order.
void matmul(const Matrix& a, const Matrix& b, real* c, int64_t c_stride, int64_t m, int64_t n,
            int64_t k, bool accumulate, const real* bias = nullptr);

inline constexpr int64_t kDepth = 384;

// `count` products of the same shape, the operands a given number of elements apart (0: shared).
struct BatchSteps {
  int64_t count, a, b, c;
};
void matmul(const BatchSteps& batch, const Matrix& a, const Matrix& b, real* c, int64_t c_stride,
            int64_t m, int64_t n, int64_t k, bool accumulate);

// B[K, N] in the order in which a product reads it, for those that multiply by it again and again:
// the weights of a recurrent cell. The bits are those of the plain product.
class PackedMatrix {
 public:
  PackedMatrix(const Matrix& b, int64_t k, int64_t n);

  const real* data() const { return panels_.data(); }
  int64_t k() const { return k_; }
  int64_t n() const { return n_; }

 private:
  int64_t k_, n_;
  Storage panels_;
};
void matmul(const Matrix& a, const PackedMatrix& b, real* c, int64_t c_stride, int64_t m,
            bool accumulate, const real* bias = nullptr);

}  // namespace gloss::kernels
