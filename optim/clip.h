#pragma once

#include <span>

#include "core/tensor.h"

namespace gloss::optim {

// Scales the gradients of all parameters by max_norm / norm if their norm, taken over all of them
// together, exceeds max_norm (Pascanu et al. 2013, Algorithm 1). Returns the norm before, summed in
// double. If it is infinite or not a number, the gradients are left alone, so that the caller sees
// them as they were and can skip the update. An infinite max_norm only measures.
double clip_grad_norm(std::span<const Tensor> parameters, double max_norm);

}  // namespace gloss::optim
