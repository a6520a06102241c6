#pragma once

#include <cstdint>

#include "core/allocator.h"
#include "core/real.h"

namespace gloss::kernels {

// A matrix in memory: element (i, j) is data[i * stride + j] or, if it is stored transposed,
// data[j * stride + i].
struct Matrix {
  const real* data;
  int64_t stride;
  bool transposed = false;
};

// A matrix to write: element (i, j) is data[i * stride + j].
struct OutputMatrix {
  real* data;
  int64_t stride;
};

// Several products of one shape: the matrices of product i lie i strides after those of product 0.
// A stride of 0 shares the matrix.
struct Batch {
  int64_t count = 1, a_stride = 0, b_stride = 0, c_stride = 0;
};

// What a product multiplies: the numbers, or the numbers rounded to bf16 (bf16.h).
enum class Operands { fp32, bf16 };

// C = A B, or C = A B + bias in every row, or C += A B:
//
//   matmul({.a = {x, in}, .b = {weight, in, true}, .c = {y, out},  // y = x W^T + b
//           .m = rows, .n = out, .k = in, .bias = bias});
struct Product {
  Matrix a;                    // [m, k]
  Matrix b;                    // [k, n]
  OutputMatrix c;              // [m, n]
  int64_t m, n, k;             // any of them may be 0; with k = 0 the product is 0
  bool accumulate = false;     // C += A B, without a bias
  const real* bias = nullptr;  // [n]
  Batch batch = {};
  Operands operands = Operands::fp32;
};

// An element of C is the same bits whatever m and n are and wherever its row stands: its k products
// are summed in index order within blocks of kDepth, and the sums of the blocks are added in order.
// With bf16 the processor's instructions may have another order (bf16.h, amx.h).
void matmul(const Product& product);

inline constexpr int64_t kDepth = 384;  // any other number gives other bits

// B [k, n] in the order in which a product reads it, for a B that is multiplied many times, such as
// the weights of a recurrent cell. The product has the same bits as with the plain B. Columns are
// padded with zeros up to a multiple of the register tile's width; k may be any number.
class PackedMatrix {
 public:
  PackedMatrix(const Matrix& b, int64_t k, int64_t n, Operands operands = Operands::fp32);

  const real* data() const { return panels_.data(); }
  int64_t k() const { return k_; }
  int64_t n() const { return n_; }
  Operands operands() const { return operands_; }  // of products with it

 private:
  int64_t k_, n_;
  Operands operands_;
  Storage panels_;
};

struct PackedProduct {
  Matrix a;  // [m, b.k()]
  const PackedMatrix& b;
  OutputMatrix c;  // [m, b.n()]
  int64_t m;
  bool accumulate = false;
  const real* bias = nullptr;
};
void matmul_packed(const PackedProduct& product);

// The multiply-adds of all matrix products since the program began, on all threads, the products of
// attention (head_attention.cpp) included. The rate of a program is this number over its time.
int64_t multiply_adds();
// For a function that computes products without matmul: adds to multiply_adds().
void count_multiply_adds(int64_t count);

}  // namespace gloss::kernels
