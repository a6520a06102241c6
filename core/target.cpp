#include "core/target.h"

#include "core/kernels/amx.h"
#include "core/kernels/vector.h"

namespace gloss {

const char* simd_target() {
  return kernels::kTarget;
}

bool bf16_is_fast() {
#ifdef GLOSS_AMX
  return kernels::AmxTiles::permitted();
#else
  return false;
#endif
}

}  // namespace gloss
