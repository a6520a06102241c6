#pragma once

#include <algorithm>
#include <cstring>

#include "core/kernels/loop.h"
#include "core/kernels/matmul.h"
#include "core/kernels/vector.h"

// What the two ways of multiplying matrices share: a block of C that stays in registers while its
// products are summed, and the order in which panels hold A and B.
namespace gloss::kernels {

// The block of C in registers: kRows x kCols, the columns two vectors wide. With 32 registers,
// 14 rows fill 28 of them and leave room for B's two vectors and A's number; with 16, 6 rows do.
constexpr int64_t kRows = kVectorRegisters >= 32 ? 14 : 6;
constexpr int64_t kCols = 2 * kLanes;

// Products with fewer multiplications are done before a second thread would have woken up.
constexpr int64_t kSerial = 16 * kGrain;

// x[depth .. depth + k, col .. col + cols] as panels [k][Width], zeros where the last one falls
// short. Up to kLanes numbers past the end of `out` may be overwritten.
template <int64_t Width>
void pack(const Matrix& x, int64_t depth, int64_t k, int64_t col, int64_t cols, real* out) {
  if (!x.transposed) {
    // A row of memory through all panels before the next: rows may be far apart.
    for (int64_t p = 0; p < k; ++p) {
      const real* const from = x.data + (depth + p) * x.stride + col;
      real* const to = out + p * Width;
      int64_t j = 0;
      for (; j + Width <= cols; j += Width)
        std::memcpy(to + j * k, from + j, Width * sizeof(real));  // of known size: a few moves
      if (j == cols) continue;
      std::copy(from + j, from + cols, to + j * k);
      std::fill_n(to + j * k + (cols - j), Width - (cols - j), real(0));
    }
    return;
  }
  // What the last vector of a row holds too much falls on the next row's start, or on that of the
  // next panel, so it goes first.
  for (int64_t i = 0; i < cols; i += Width)
    for (int64_t j = (Width - 1) / kLanes * kLanes; j >= 0; j -= kLanes)
      turn_rows(x.data + (col + i + j) * x.stride + depth, x.stride, cols - i - j, k,
                out + i * k + j, Width);
}

// A as a block reads it: element (i, p) is data[i * row + p * depth].
struct Left {
  const real* data;
  int64_t row, depth;
};

// sum[R][C] += A[R, k] B[k, C vectors], B's rows b_stride apart and its panels of kCols `panel`.
template <int64_t R, int64_t C>
[[gnu::always_inline]] inline void multiply(const Left& a, const real* b, int64_t b_stride,
                                            int64_t panel, int64_t k, Vector (&sum)[R][C]) {
  for (int64_t p = 0; p < k; ++p) {
    Vector row[C];
#pragma GCC unroll 8
    for (int64_t j = 0; j < C; ++j)
      row[j] = load(b + p * b_stride + j / 2 * panel + j % 2 * kLanes);
#pragma GCC unroll 16
    for (int64_t i = 0; i < R; ++i) {
      const real factor = a.data[i * a.row + p * a.depth];
#pragma GCC unroll 8
      for (int64_t j = 0; j < C; ++j)
        sum[i][j] += factor * row[j];
    }
  }
}

// Where a product goes: rows `stride` apart, added to what is there or to a bias, if any.
struct Result {
  real* data;
  int64_t stride;
  bool accumulate;
  const real* bias;

  Result at(int64_t row, int64_t col) const {
    return {data + row * stride + col, stride, accumulate, bias ? bias + col : nullptr};
  }
  // The blocks of depth after the first add to what the first one wrote.
  Result after(int64_t depth) const {
    return depth > 0 ? Result{data, stride, true, nullptr} : *this;
  }
};

// C[R, cols] = sum, added to what C starts from.
template <int64_t R, int64_t C>
[[gnu::always_inline]] inline void put(const Vector (&sum)[R][C], const Result& c, int64_t cols) {
#pragma GCC unroll 16
  for (int64_t i = 0; i < R; ++i) {
    real* const row = c.data + i * c.stride;
    const real* const start = c.accumulate ? row : c.bias;
#pragma GCC unroll 8
    for (int64_t j = 0; j < C; ++j) {
      const int64_t col = j * kLanes, count = cols - col;
      if (count > 0)
        store_part(row + col, start ? load_part(start + col, count) + sum[i][j] : sum[i][j], count);
    }
  }
}

// As many vectors of columns as fit into the registers with R rows: a single row needs eight sums
// to keep the multipliers busy.
constexpr int64_t most_vectors(int64_t rows) {
  constexpr int64_t room = kVectorRegisters - 8;
  return rows * 8 <= room ? 8 : rows * 4 <= room ? 4 : 2;
}

struct Size {
  int64_t m, n, k;
};

// For at most kRows rows: C (+)= A B without packing all of B.
void multiply_thin(const Matrix& a, const Matrix& b, const Result& c, const Size& size);

}  // namespace gloss::kernels
