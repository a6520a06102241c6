#pragma once

#include "core/kernels/softmax.h"
#include "core/real.h"

namespace gloss::kernels {

// The cross-entropy of logits = x W^T + b and its gradients, for a loss that is the plain sum over
// rows. Only a chunk of rows of the logits exists at a time: for each chunk the logits are
// computed, turned into losses and gradients in place, multiplied into dx and dw, and overwritten.
//
//                    V                              x [rows, E], W [V, E]
//        .---------------------------.
//        | chunk of logits, dlogits  | kChunk       dx = dlogits W
//        '---------------------------'              dw += x^T dlogits
struct LinearCrossEntropy {
  int64_t features;               // E
  const real *x, *weight, *bias;  // [rows, E], [V, E], [V] or null
  CrossEntropy loss;              // rows, n = V, and the targets: none is ignored
};

// losses [rows]. dx [rows, E] is overwritten. dw [E + 1, V] is overwritten by the gradient of the
// transposed weight, with that of the bias as its last row. dx and dw may be null: not needed.
void linear_cross_entropy(const LinearCrossEntropy& in, real* losses, real* dx, real* dw);

}  // namespace gloss::kernels
