#pragma once

#include <span>

#include "core/tensor.h"

namespace gloss::optim {

// If the norm of the gradients of all parameters together exceeds max_norm, scales the gradients by
// max_norm / norm (Pascanu, Mikolov and Bengio 2013, Algorithm 1). Returns the norm before scaling,
// summed in double. If the norm is infinite or NaN, the gradients stay as they are, and the caller
// can skip the update. With an infinite max_norm, the norm is only measured.
double clip_grad_norm(std::span<const Tensor> parameters, double max_norm);

}  // namespace gloss::optim
