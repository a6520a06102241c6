#pragma once

namespace gloss {

// The SIMD instructions that the library was compiled for: "AVX-512", "AVX", "NEON" or "portable".
// They are chosen when it is compiled, not when it runs.
const char* simd_target();

}  // namespace gloss
