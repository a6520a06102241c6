#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <utility>

#include "core/real.h"

namespace gloss::kernels {

// SIMD vectors by the vector extensions that g++ and clang share: no intrinsics, any width. The
// width is that of the target the library is compiled for, not of the machine it runs on;
// `gloss --version` prints kTarget.
#if defined(__AVX512F__)
inline constexpr int64_t kVectorBytes = 64, kVectorRegisters = 32;
#if defined(__AVX512BF16__) && defined(__AMX_BF16__)
inline constexpr const char* kTarget = "AVX-512 and AMX";
#else
inline constexpr const char* kTarget = "AVX-512";
#endif
#elif defined(__AVX__)
inline constexpr int64_t kVectorBytes = 32, kVectorRegisters = 16;
inline constexpr const char* kTarget = "AVX";
#elif defined(__ARM_NEON)
inline constexpr int64_t kVectorBytes = 16, kVectorRegisters = 32;
inline constexpr const char* kTarget = "NEON";
#else
inline constexpr int64_t kVectorBytes = 16, kVectorRegisters = 16;
inline constexpr const char* kTarget = "portable: slower than a build with -DGLOSS_NATIVE=ON";
#endif

inline constexpr int64_t kLanes = kVectorBytes / static_cast<int64_t>(sizeof(real));
using Vector [[gnu::vector_size(kVectorBytes)]] = real;

inline Vector load(const real* x) {
  Vector v;
  std::memcpy(&v, x, sizeof v);
  return v;
}

inline void store(real* x, const Vector& v) {
  std::memcpy(x, &v, sizeof v);
}

// The first `count` lanes (all of them if count >= kLanes), and zeros after them.
inline Vector load_part(const real* x, int64_t count) {
  if (count >= kLanes) return load(x);
  real part[kLanes] = {};
  std::copy_n(x, count, part);
  return load(part);
}

inline void store_part(real* x, const Vector& v, int64_t count) {
  if (count >= kLanes) return store(x, v);
  real part[kLanes];
  store(part, v);
  std::copy_n(part, count, x);
}

// Rows and columns of a matrix at data, row i beginning at data + i * stride.
struct Block {
  const real* data;
  int64_t stride, rows, cols;
};

#ifndef GLOSS_DOUBLE  // whose vectors may be narrower than a quad

// In every quad of four lanes: the lanes I of a (0 to 3) and b (4 to 7). shuffle_quads<0, 4, 1, 5>
// gives a0 b0 a1 b1 in each. The indices are spelled out by an index sequence because neither
// compiler makes a single instruction of a loop over the lanes.
template <int... I>
[[gnu::always_inline]] inline Vector shuffle_quads(const Vector& a, const Vector& b) {
  constexpr int pick[] = {I...};
  return [&]<int... Lane>(std::integer_sequence<int, Lane...>) {
    return __builtin_shufflevector(
        a, b, (Lane / 4 * 4 + pick[Lane % 4] % 4 + pick[Lane % 4] / 4 * int{kLanes})...);
  }
  (std::make_integer_sequence<int, kLanes>{});
}

// Four columns of rows `row`, row + 4, row + 8, ... of x, a quad each; zeros for rows past x.rows.
// As integers of 128 bits they are loaded to their place in the vector.
[[gnu::always_inline]] inline Vector load_quads(const Block& x, int64_t row) {
  __extension__ using Quad = __int128;
  using Quads [[gnu::vector_size(kVectorBytes)]] = Quad;
  const auto load_quad = [&](int64_t i) {
    Quad v = 0;
    if (i < x.rows) std::memcpy(&v, x.data + i * x.stride, sizeof v);
    return v;
  };
  return [&]<int64_t... I>(std::integer_sequence<int64_t, I...>) {
    return reinterpret_cast<Vector>(Quads{load_quad(row + 4 * I)...});
  }
  (std::make_integer_sequence<int64_t, kVectorBytes / sizeof(Quad)>{});
}

// Transposes kLanes rows of four columns, all quads of lanes at once. With eight lanes:
//
//   row 0   a b c d         rows 0, 4   a b c d  A B C D         column 0   a e i m  A E I M
//   row 1   e f g h   load  rows 1, 5   e f g h  E F G H  shuffle       1   b f j n  B F J N
//   row 2   i j k l   --->  rows 2, 6   i j k l  I J K L   --->         2   c g k o  C G K O
//   row 3   m n o p         rows 3, 7   m n o p  M N O P                3   d h l p  D H L P
//   row 4   A B C D
//   ...
[[gnu::always_inline]] inline void load_columns(const Block& x, Vector (&column)[4]) {
  const Vector row0 = load_quads(x, 0), row1 = load_quads(x, 1);
  const Vector row2 = load_quads(x, 2), row3 = load_quads(x, 3);
  const Vector aebf = shuffle_quads<0, 4, 1, 5>(row0, row1);
  const Vector cgdh = shuffle_quads<2, 6, 3, 7>(row0, row1);
  const Vector imjn = shuffle_quads<0, 4, 1, 5>(row2, row3);
  const Vector kolp = shuffle_quads<2, 6, 3, 7>(row2, row3);
  column[0] = shuffle_quads<0, 1, 4, 5>(aebf, imjn);
  column[1] = shuffle_quads<2, 3, 6, 7>(aebf, imjn);
  column[2] = shuffle_quads<0, 1, 4, 5>(cgdh, kolp);
  column[3] = shuffle_quads<2, 3, 6, 7>(cgdh, kolp);
}

#endif

// out[j * out_stride + i] = x(i, j) for i in [0, width), width >= x.rows; zeros for rows past
// x.rows.
[[gnu::always_inline]] inline void transpose(const Block& x, int64_t width, real* out,
                                             int64_t out_stride) {
  for (int64_t i = 0; i < width; i += kLanes) {
    const Block strip{x.data + i * x.stride, x.stride, x.rows - i, x.cols};
    real* const to = out + i;
    int64_t j = 0;
#ifndef GLOSS_DOUBLE
    for (; j + 4 <= x.cols; j += 4) {
      Vector column[4];
      if (strip.rows >= kLanes)  // a constant, for which the compiler makes no comparisons
        load_columns({strip.data + j, strip.stride, kLanes, 4}, column);
      else
        load_columns({strip.data + j, strip.stride, strip.rows, 4}, column);
#pragma GCC unroll 4
      for (int64_t c = 0; c < 4; ++c)
        store_part(to + (j + c) * out_stride, column[c], width - i);
    }
#endif
    for (; j < x.cols; ++j)
      for (int64_t r = 0; r < std::min(kLanes, width - i); ++r)
        to[j * out_stride + r] = r < strip.rows ? strip.data[r * x.stride + j] : real(0);
  }
}

}  // namespace gloss::kernels
