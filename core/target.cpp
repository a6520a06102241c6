#include "core/target.h"

#include "core/kernels/vector.h"

namespace gloss {

const char* simd_target() {
  return kernels::kTarget;
}

}  // namespace gloss
