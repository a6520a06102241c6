#pragma once

#include <cstdint>

#include "core/gradient_buffer.h"
#include "core/real.h"

namespace gloss::kernels {

// Layer normalisation (Ba et al. 2016, equation 4) of the rows of x [rows, n], with gain and bias
// [n]:
//   y = gain * x_hat + bias,   x_hat = (x - mean) * inverse,   inverse = 1 / sqrt(variance + eps)
struct LayerNorm {
  int64_t rows, n;
  const real *x, *gain;
  real *mean, *inverse;  // [rows], written by the forward pass for the backward pass
};
void layer_norm_forward(const LayerNorm& norm, const real* bias, real eps, real* y);
void layer_norm_backward(const LayerNorm& norm, const real* dy, GradientBuffer dx,
                         GradientBuffer dgain, GradientBuffer dbias);

}  // namespace gloss::kernels
