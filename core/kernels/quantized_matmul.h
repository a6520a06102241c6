#pragma once

#include <cstdint>

#include "core/allocator.h"
#include "core/kernels/matmul.h"

namespace gloss::kernels {

// A weight W [n, k] for y = x W^T in integers of 8 bits, with one scale for each row:
//
//   W[j, p] ~= scale_w[j] qw[j, p]     scale_w[j] = max_p |W[j, p]| / 127     -127 <= qw <= 127
//
// in the order in which a product reads it: panels like those of PackedMatrix, but each word of a
// panel holds four integers, W[j, p .. p + 3].
class QuantizedMatrix {
 public:
  QuantizedMatrix(const real* weight, int64_t n, int64_t k);  // k <= kMaxDepth

  // The sum of so many products, each at most 128 * 127, is below 2^31.
  static constexpr int64_t kMaxDepth = int64_t{1} << 17;

  int64_t n() const { return n_; }
  int64_t k() const { return k_; }
  const int32_t* words() const { return reinterpret_cast<const int32_t*>(words_.data()); }
  const int32_t* sums() const { return reinterpret_cast<const int32_t*>(sums_.data()); }
  const real* scales() const { return scales_.data(); }

 private:
  int64_t n_, k_;
  Storage words_, sums_, scales_;  // sums: sum_p qw[j, p]
};

// Y = X W^T, or Y = X W^T + bias in every row. Each row of X becomes integers from 0 to 128 when
// the product is computed, such that 0 is exact:
//
//   low = min(0, min_p X[i, p])                  high = max(0, max_p X[i, p])
//   scale_x[i] = (high - low) / 127              zero[i] = round(-low / scale_x[i])
//   X[i, p] ~= scale_x[i] (qx[i, p] - zero[i])   qx[i, p] = round(X[i, p] / scale_x[i]) + zero[i]
//   Y[i, j] = scale_x[i] scale_w[j] (sum_p qx[i, p] qw[j, p] - zero[i] sum_p qw[j, p]) + bias[j]
//
// A sum of two products is at most 2 * 128 * 127 = 32,512, so the 16-bit sums of AVX2's maddubs
// cannot saturate; with integers up to 255 they could. The sums are exact, so an element is the
// same bits on every processor, whatever m and n are and wherever its row stands. A row of X with
// an infinity or a NaN gives a row of NaN; such a row of W gives a column of NaN. A row with
// high - low <= 1e-36 counts as zeros.
//
// Jacob et al. (2018), "Quantization and Training of Neural Networks for Efficient
// Integer-Arithmetic-Only Inference", equations 1 and 7, with a scale for each row.
struct QuantizedProduct {
  const real* x;  // [m, weight.k()]
  const QuantizedMatrix& weight;
  real* y;  // [m, weight.n()]
  int64_t m;
  const real* bias = nullptr;
};
void matmul_quantized(const QuantizedProduct& product);

}  // namespace gloss::kernels
