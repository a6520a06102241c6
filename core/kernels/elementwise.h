#pragma once

#include <cstdint>

#include "core/gradient_buffer.h"
#include "core/real.h"

// Loops over contiguous arrays of n numbers.
namespace gloss::kernels {

void add_scaled(const real* x, real factor, GradientBuffer sum);  // sum += factor x
void scale(const real* x, real factor, real* y, int64_t n);       // y = factor x

// Dropout (Srivastava et al. 2014): y_i = base_i + x_i / (1 - p) if a random u_i in [0, 1) is at
// least p, else base_i. u_i has 16 bits and comes from the generator (seed, stream): a block of
// it gives eight. mask[i] is 1 where x_i is kept and 0 where it is dropped; the backward pass reads
// it, since drawing again costs more.
struct DropoutRate {
  real p;
  uint64_t seed, stream, first_block;
};
void dropout_forward(const real* base, const real* x, const DropoutRate& rate, real* y,
                     uint8_t* mask, int64_t n);  // a null base is 0
void dropout_backward(const real* dy, real p, const uint8_t* mask, GradientBuffer dx);

}  // namespace gloss::kernels
