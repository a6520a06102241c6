#pragma once

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

namespace detail {

// Swaps the off-diagonal blocks of the 2 x 2 blocks of Size x Size that v falls into.
template <int64_t Size, int64_t... Lane>
[[gnu::always_inline]] inline void swap_blocks(Vector (&v)[kLanes],
                                               std::integer_sequence<int64_t, Lane...> lanes) {
#pragma GCC unroll 16
  for (int64_t i = 0; i < kLanes; ++i) {
    if (i & Size) continue;
    const Vector top = v[i], bottom = v[i + Size];
    v[i] = __builtin_shufflevector(top, bottom, (Lane & Size ? kLanes + Lane - Size : Lane)...);
    v[i + Size] =
        __builtin_shufflevector(top, bottom, (Lane & Size ? kLanes + Lane : Lane + Size)...);
  }
  if constexpr (Size > 1) swap_blocks<Size / 2>(v, lanes);
}

}  // namespace detail

// v[i][j] and v[j][i] change places, for a square of kLanes vectors.
inline void transpose(Vector (&v)[kLanes]) {
  detail::swap_blocks<kLanes / 2>(v, std::make_integer_sequence<int64_t, kLanes>{});
}

}  // namespace gloss::kernels
