#pragma once

#include "core/real.h"

namespace gloss::kernels {

// Numbers to add to, or, where nothing was added yet, to write: then they need not be zeroed before
// nor read. Written (+)= in equations.
struct Sum {
  real* data;       // null: not wanted
  bool accumulate;  // false: data holds no numbers yet
};

}  // namespace gloss::kernels
