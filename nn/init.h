#pragma once

#include "core/autograd.h"
#include "core/random.h"
#include "core/tensor.h"

// Initial values of parameters: each function returns a leaf that requires a gradient. A weight
// [out, in, ...] has fan_in = in * ... and fan_out = out * ..., the remaining axes counted in both.
namespace gloss::nn {

// While it exists, no random values are computed on this thread, and those parameters are
// uninitialised: for a model whose parameters are loaded next.
struct UninitializedGuard : FlagGuard {
  UninitializedGuard();
};

Tensor zeros_parameter(Shape shape);
Tensor ones_parameter(Shape shape);
Tensor uniform_parameter(Shape shape, real low, real high, Rng& rng);
Tensor normal_parameter(Shape shape, real mean, real stddev, Rng& rng);

// Keep the variance of values and of gradients through a linear layer (Glorot and Bengio 2010,
// equations 12 and 16):
//   uniform   U(-a, a), a = gain sqrt(6 / (fan_in + fan_out))
//   normal    N(0, gain^2 2 / (fan_in + fan_out))
Tensor xavier_uniform(Shape shape, Rng& rng, real gain = 1);
Tensor xavier_normal(Shape shape, Rng& rng, real gain = 1);

// The same for a layer before a ReLU, which halves the variance (He et al. 2015, equation 10):
//   uniform   U(-a, a), a = sqrt(6 / fan_in)
//   normal    N(0, 2 / fan_in)
Tensor kaiming_uniform(Shape shape, Rng& rng);
Tensor kaiming_normal(Shape shape, Rng& rng);

}  // namespace gloss::nn
