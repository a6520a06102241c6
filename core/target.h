#pragma once

namespace gloss {

// The SIMD instructions that the library was compiled for: "AVX-512 and AMX", "AVX-512", "AVX"
// (AVX2, too), "NEON" or "portable: slower than a build with -DGLOSS_NATIVE=ON". They are chosen
// when it is compiled, not when it runs.
const char* simd_target();

// Whether products of numbers rounded to bf16 (PrecisionGuard in ops.h) are faster than others: the
// library was compiled for AMX, and the operating system permits it. The gain of AVX512_BF16 alone
// is not measured.
bool bf16_is_fast();

}  // namespace gloss
