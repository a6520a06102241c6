#pragma once

#include <bit>
#include <cstdint>

#include "core/kernels/matmul_tile.h"

#if defined(__AVX512BF16__) && !defined(GLOSS_DOUBLE)
#include <immintrin.h>
#endif

// Products whose operands are rounded to bf16, a float without the lower 16 of its bits: the same
// range, and 8 significant bits instead of 24. The product of two such numbers is exact in a float,
// and the sums are floats. Panels are rounded after they were packed, for the instruction that will
// multiply them.
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

// What an instruction reads in the place of a number: x rounded or, if it multiplies pairs, both.
template <class Instruction>
real bf16_word(real x, real next) {
  const bool pair = Instruction::kProducts == 2;
  return std::bit_cast<float>(pair ? bf16_bits(x) >> 16 | bf16_bits(next) : bf16_bits(x));
}

// Rounds `count` panels [k][Width] in place. With DotProduct a panel becomes [(k + 1) / 2][Width]
// words of two numbers and fills the first half of its place. The pair of the last row of an odd k
// is a row of zeros. With k = 3:
//
//   b00 b01 b10 b11 b20 b21   ->   b00|b10 b01|b11 b20|0 b21|0
template <class Instruction, int64_t Width>
void round_panels(real* panels, int64_t k, int64_t count) {
  for (real* x = panels; x < panels + count * k * Width; x += k * Width)
    for (int64_t p = 0; p < k; p += Instruction::kProducts) {
      const real* const from = x + p * Width;
      real* const to = x + p / Instruction::kProducts * Width;
#pragma omp simd
      for (int64_t j = 0; j < Width; ++j) {
        const bool last = p + Instruction::kProducts > k;
        to[j] = bf16_word<Instruction>(
            from[j], last ? real(0) : from[(Instruction::kProducts - 1) * Width + j]);
      }
    }
}

// Rounds the k numbers of a row likewise: b0 b1 b2 -> b0|b1 b2|0.
template <class Instruction>
void round_row(const real* x, int64_t k, real* to) {
  constexpr int64_t kProducts = Instruction::kProducts;
#pragma omp simd
  for (int64_t s = 0; s < k / kProducts; ++s)
    to[s] = bf16_word<Instruction>(x[kProducts * s], x[kProducts * (s + 1) - 1]);
  if (k % kProducts > 0) to[k / kProducts] = bf16_word<Instruction>(x[k - 1], 0);
}

// How panels of bf16 numbers are multiplied. AVX512_BF16 has an instruction for it, which adds two
// products to each element: that of the upper halves of the words, then that of the lower halves.
// Smaller numbers than 2^-126 count as zeros there. Every other processor multiplies the rounded
// numbers as floats, which is no faster than to multiply numbers that are not rounded.
#if defined(__AVX512BF16__) && !defined(GLOSS_DOUBLE)
struct DotProduct {
  static constexpr int64_t kProducts = 2;
  [[gnu::always_inline]] static Vector add(const Vector& sum, real a, const Vector& b) {
    return (Vector)_mm512_dpbf16_ps((__m512)sum, (__m512bh)_mm512_set1_ps(a), (__m512bh)b);
  }
};
using Bf16Instruction = DotProduct;
#else
using Bf16Instruction = MultiplyAdd;
#endif

}  // namespace gloss::kernels
