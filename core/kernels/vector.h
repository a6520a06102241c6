#pragma once

#include <cstdint>
#include <cstring>

#include "core/real.h"

namespace gloss::kernels {

// Numbers that the processor adds and multiplies together, by the vector extensions that g++ and
// clang share: no intrinsics, any width. The width is that of the target the library is compiled
// for.
#if defined(__AVX512F__)
inline constexpr int64_t kVectorBytes = 64, kVectorRegisters = 32;
#elif defined(__AVX__)
inline constexpr int64_t kVectorBytes = 32, kVectorRegisters = 16;
#elif defined(__ARM_NEON)
inline constexpr int64_t kVectorBytes = 16, kVectorRegisters = 32;
#else
inline constexpr int64_t kVectorBytes = 16, kVectorRegisters = 16;
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

}  // namespace gloss::kernels
