#include "core/autograd.h"
#include "core/check.h"
#include "core/kernels/elementwise.h"
#include "core/ops.h"

namespace gloss {

Tensor dropout(const Tensor& x, real p, Rng& rng) {
  check(p >= 0 && p < 1, "dropout", "p must be in [0, 1): ", p);
  if (p == 0) return x;
  const kernels::Rate rate{p, rng.seed, rng.stream, rng.reserve(x.size())};
  Tensor y(x.shape());
  kernels::dropout_forward(x.data(), rate, y.data(), y.size());
  return record("dropout", y, {x}, [rate, n = y.size()](const Gradients& g) {
    if (real* dx = g.input(0)) kernels::dropout_backward(g.output(), rate, dx, n);
  });
}

}  // namespace gloss
