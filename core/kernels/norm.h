#pragma once

#include <cstdint>

#include "core/real.h"

namespace gloss::kernels {

// Each row of x[rows, n] shifted and scaled to mean 0 and variance 1, then by gain and bias [n]:
//   y = gain * x_hat + bias,  x_hat = (x - mean) * inverse,  inverse = 1 / sqrt(variance + eps)
// mean and inverse [rows] are written for the backward pass.
void layer_norm_forward(int64_t rows, int64_t n, const real* x, const real* gain, const real* bias,
                        real eps, real* y, real* mean, real* inverse);

// Any of dx, dgain and dbias may be null.
void layer_norm_backward(int64_t rows, int64_t n, const real* x, const real* gain, const real* mean,
                         const real* inverse, const real* dy, real* dx, real* dgain, real* dbias);

}  // namespace gloss::kernels
