#pragma once

namespace gloss {

// The SIMD instructions that the library was compiled for: "AVX-512", "AVX" (AVX2, too), "NEON" or
// "portable: slower than a build with -DGLOSS_NATIVE=ON". They are chosen when it is compiled, not
// when it runs.
const char* simd_target();

}  // namespace gloss
