#pragma once

#include <cstdint>

#include "core/real.h"

namespace gloss::kernels {

// Reductions of x[outer, n, inner] over its middle axis to y[outer, inner].

void sum_forward(const real* x, int64_t outer, int64_t n, int64_t inner, real* y);     // overwrites
void sum_accumulate(const real* x, int64_t outer, int64_t n, int64_t inner, real* y);  // y +=
void sum_backward(const real* dy, real factor, int64_t outer, int64_t n, int64_t inner, real* dx);

// The largest element and where along the axis it stands (the first of equals; NaN counts as
// largest, so that it shows).
void max_forward(const real* x, int64_t outer, int64_t n, int64_t inner, real* y, int32_t* where);
void max_backward(const int32_t* where, const real* dy, int64_t outer, int64_t n, int64_t inner,
                  real* dx);

// sum_i x_i^2 in double, for norms.
double squared_norm(const real* x, int64_t n);

}  // namespace gloss::kernels
