#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <utility>

#include "core/real.h"

namespace gloss::kernels {

// Numbers that the processor adds and multiplies together, by the vector extensions that g++ and
// clang share: no intrinsics, any width. The width is that of the target the library is compiled
// for and is not chosen again when it runs; `gloss --version` says kTarget.
#if defined(__AVX512F__)
inline constexpr int64_t kVectorBytes = 64, kVectorRegisters = 32;
inline constexpr const char* kTarget = "AVX-512";
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

// The first `count` numbers, or all that a vector holds if there are so many; zeros after them.
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

// The double build, whose vectors may hold fewer than four numbers, takes the plain loop below.
#ifndef GLOSS_DOUBLE

// Four numbers of each of the rows `row`, row + 4, ... of x, one after the other; zeros for rows
// that are not there. As numbers of 128 bits they go from memory to their places in a vector by
// loads alone, which is why columns are gathered by fours.
__extension__ using Quad = __int128;
using Quads [[gnu::vector_size(kVectorBytes)]] = Quad;

[[gnu::always_inline]] inline Vector load_quads(const real* x, int64_t stride, int64_t row,
                                                int64_t rows) {
  const auto quad = [&](int64_t i) {
    Quad v = 0;
    if (i < rows) std::memcpy(&v, x + i * stride, sizeof v);
    return v;
  };
  return [&]<int64_t... I>(std::integer_sequence<int64_t, I...>) {
    return reinterpret_cast<Vector>(Quads{quad(row + 4 * I)...});
  }
  (std::make_integer_sequence<int64_t, kVectorBytes / sizeof(Quad)>{});
}

// Pairs of numbers of a and b, in every quad: a[At] b[At] a[At + 1] b[At + 1].
template <int At>
[[gnu::always_inline]] inline Vector interleave(const Vector& a, const Vector& b) {
  return [&]<int... Lane>(std::integer_sequence<int, Lane...>) {
    return __builtin_shufflevector(
        a, b, (Lane / 4 * 4 + At + Lane % 4 / 2 + (Lane % 2) * int{kLanes})...);
  }
  (std::make_integer_sequence<int, kLanes>{});
}

// Halves of quads: a[At] a[At + 1] b[At] b[At + 1].
template <int At>
[[gnu::always_inline]] inline Vector join_halves(const Vector& a, const Vector& b) {
  return [&]<int... Lane>(std::integer_sequence<int, Lane...>) {
    return __builtin_shufflevector(a, b,
                                   (Lane / 4 * 4 + At + Lane % 2 + Lane % 4 / 2 * int{kLanes})...);
  }
  (std::make_integer_sequence<int, kLanes>{});
}

// column[p][i] = x[i * stride + p]: four columns of kLanes rows, zeros from row `rows` on.
[[gnu::always_inline]] inline void load_columns(const real* x, int64_t stride, int64_t rows,
                                                Vector (&column)[4]) {
  Vector row[4];
#pragma GCC unroll 4
  for (int64_t i = 0; i < 4; ++i)
    row[i] = load_quads(x, stride, i, rows);
  const Vector low01 = interleave<0>(row[0], row[1]), high01 = interleave<2>(row[0], row[1]);
  const Vector low23 = interleave<0>(row[2], row[3]), high23 = interleave<2>(row[2], row[3]);
  column[0] = join_halves<0>(low01, low23);
  column[1] = join_halves<2>(low01, low23);
  column[2] = join_halves<0>(high01, high23);
  column[3] = join_halves<2>(high01, high23);
}

#endif

// out[p * step + i] = x[i * stride + p] for p < size and i < kLanes, zeros from row `rows` on.
inline void turn_rows(const real* x, int64_t stride, int64_t rows, int64_t size, real* out,
                      int64_t step) {
  int64_t p = 0;
#ifndef GLOSS_DOUBLE
  for (; p + 4 <= size; p += 4) {
    Vector column[4];
    if (rows >= kLanes)
      load_columns(x + p, stride, kLanes, column);  // of known size: no questions asked
    else
      load_columns(x + p, stride, rows, column);
#pragma GCC unroll 4
    for (int64_t i = 0; i < 4; ++i)
      store(out + (p + i) * step, column[i]);
  }
#endif
  for (; p < size; ++p)
    for (int64_t i = 0; i < kLanes; ++i)
      out[p * step + i] = i < rows ? x[i * stride + p] : real(0);
}

}  // namespace gloss::kernels
