#pragma once

#include <cstdint>

#include "core/gradient_buffer.h"
#include "core/real.h"

namespace gloss::kernels {

// A reduction of x [outer, n, inner] over its middle axis to y [outer, inner].
struct Reduction {
  int64_t outer, n, inner;
};

void sum_forward(const Reduction& shape, const real* x, real* y);     // y = sum
void sum_accumulate(const Reduction& shape, const real* x, real* y);  // y += sum
// dx[o, i, j] += factor dy[o, j]
void sum_backward(const Reduction& shape, const real* dy, real factor, GradientBuffer dx);

// The largest element, and in `where` [outer, inner] its index along the axis: the first of equals.
// A NaN counts as the largest, so that it shows.
void max_forward(const Reduction& shape, const real* x, real* y, int32_t* where);
void max_backward(const Reduction& shape, const int32_t* where, const real* dy, real* dx);

// sum_i x_i^2 in double, for norms.
double squared_norm(const real* x, int64_t n);

}  // namespace gloss::kernels
