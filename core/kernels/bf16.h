#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>

#include "core/kernels/matmul_tile.h"

#if defined(__AVX512BF16__) && !defined(GLOSS_DOUBLE)
#define GLOSS_AVX512_BF16
#include <immintrin.h>
#endif

// Products whose operands are rounded to bf16, a float without the lower 16 of its bits: the same
// range, and 8 significant bits instead of 24. The product of two such numbers is exact in a float,
// and the sums are floats. The numbers are rounded while they are packed for the tiles. Tiles that
// add two products in a step (kProducts) read words of two numbers, of which the first is the lower
// half.
namespace gloss::kernels {

// The bits of the bf16 number nearest to x, ties to even, as a float: its lower 16 bits are 0. An
// infinity or a NaN stays one.
inline uint32_t bf16_bits(real x) {
  const float value = static_cast<float>(x);
  const auto bits = std::bit_cast<uint32_t>(value);
  const uint32_t rounded = bits + 0x7fff + (bits >> 16 & 1);  // a carry goes into the exponent
  const uint32_t quiet = bits | 0x400000;                     // a NaN may have none but lower bits
  return (value == value ? rounded : quiet) & 0xffff0000;
}

inline real bf16_word(real x) {
  return std::bit_cast<float>(bf16_bits(x));
}
inline real bf16_word(real x, real next) {
  return std::bit_cast<float>(bf16_bits(x) >> 16 | bf16_bits(next));
}

// AVX512_BF16: instructions that round, and one that adds two products to each sum, that of the
// upper halves, then that of the lower halves. For them numbers below 2^-126 are zeros.
#ifdef GLOSS_AVX512_BF16
struct DotProduct {
  static constexpr int64_t kProducts = 2;
  static constexpr bool kRoundsByInstruction = true;
  [[gnu::always_inline]] static Vector add(const Vector& sum, real a, const Vector& b) {
    return (Vector)_mm512_dpbf16_ps((__m512)sum, (__m512bh)_mm512_set1_ps(a), (__m512bh)b);
  }
};

// Words of two numbers each: x0|x1 x2|x3 ... of the numbers x and then `next`.
inline Vector rounded_row(const Vector& x, const Vector& next) {
  return (Vector)_mm512_cvtne2ps_pbh((__m512)next, (__m512)x);
}
// x0|next0 x1|next1 ...
inline Vector rounded_pairs(const Vector& x, const Vector& next) {
  using Halves [[gnu::vector_size(kVectorBytes)]] = int16_t;
  const auto row = (Halves)rounded_row(x, next);
  return (Vector)__builtin_shufflevector(row, row, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22,
                                         7, 23, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14,
                                         30, 15, 31);
}
#endif

// The words of kTileCols numbers of one row of B and, if they are pairs, of the next row, or of
// zeros if there is none.
template <class Tiles>
void round_panel_row(const real* x, const real* next, real* to) {
#ifdef GLOSS_AVX512_BF16
  if constexpr (Tiles::kRoundsByInstruction) {
    for (int64_t j = 0; j < kTileCols; j += kLanes)
      store(to + j, rounded_pairs(load(x + j), next ? load(next + j) : Vector{}));
    return;
  }
#endif
#pragma omp simd
  for (int64_t j = 0; j < kTileCols; ++j)
    to[j] = Tiles::kProducts == 1 ? bf16_word(x[j]) : bf16_word(x[j], next ? next[j] : real(0));
}

// Packs a part of B as panels of steps(k) rows of words. With k = 3 and words of two numbers:
//
//   b00 b01 b10 b11 b20 b21   ->   b00|b10 b01|b11 b20|0 b21|0, then zeros
template <class Tiles>
void pack_rounded(const Part& b, real* out) {
  constexpr int64_t kProducts = Tiles::kProducts, kRowsAtOnce = 2 * kLanes;
  const Matrix& m = b.matrix;
  const int64_t panel = steps<Tiles>(b.k) * kTileCols,
                whole = m.transposed ? 0 : b.cols / kTileCols;
  // Row `row` of the part, at x, and the next one, where there is one.
  const auto round = [&](int64_t row, const real* x, int64_t stride, real* panel_begin) {
    const real* const next = row + kProducts > b.k ? nullptr : x + (kProducts - 1) * stride;
    round_panel_row<Tiles>(x, next, panel_begin + row / kProducts * kTileCols);
  };
  // A row goes into all panels before the next row: rows may lie far apart in memory.
  for (int64_t p = 0; p < b.k && whole > 0; p += kProducts)
    for (int64_t j = 0; j < whole; ++j)
      round(p, m.data + (b.depth + p) * m.stride + b.col + j * kTileCols, m.stride,
            out + j * panel);
  for (int64_t j = 0; j * kTileCols < b.cols; ++j) {
    real* const to = out + j * panel;
    const int64_t col = j * kTileCols, cols = std::min(kTileCols, b.cols - col);
    for (int64_t p = 0; p < b.k && j >= whole; p += kRowsAtOnce) {
      alignas(kVectorBytes) real rows[kRowsAtOnce * kTileCols];
      const int64_t length = std::min(kRowsAtOnce, b.k - p);
      pack<kTileCols>({m, b.depth + p, length, b.col + col, cols}, rows);
      for (int64_t i = 0; i < length; i += kProducts)
        round(p + i, rows + i * kTileCols, kTileCols, to);
    }
    std::fill(to + panels(b.k, kProducts) * kTileCols, to + panel, real(0));
  }
}

// Rounds the k numbers of a row of A to steps(k) words: a0 a1 a2 -> a0|a1 a2|0, then zeros. `to`
// may be x.
template <class Tiles>
void round_row(const real* x, int64_t k, real* to) {
  constexpr int64_t kProducts = Tiles::kProducts;
  const int64_t whole = k / kProducts;
  int64_t s = 0;
#ifdef GLOSS_AVX512_BF16
  if constexpr (Tiles::kRoundsByInstruction)
    for (; s + kLanes <= whole; s += kLanes)
      store(to + s, rounded_row(load(x + 2 * s), load(x + 2 * s + kLanes)));
#endif
  if constexpr (kProducts == 1) {
#pragma omp simd
    for (int64_t i = 0; i < k; ++i)
      to[i] = bf16_word(x[i]);
  } else {
    for (; s < whole; ++s)
      to[s] = bf16_word(x[2 * s], x[2 * s + 1]);
  }
  if (k % kProducts > 0) to[whole] = bf16_word(x[k - 1], 0);
  std::fill(to + panels(k, kProducts), to + steps<Tiles>(k), real(0));
}

}  // namespace gloss::kernels
