#include <memory>

#include "core/autograd.h"
#include "core/check.h"
#include "core/kernels/elementwise.h"
#include "core/ops.h"

namespace gloss {

Tensor dropout(const Tensor& x, real p, Rng& rng) {
  check(p >= 0 && p < 1, "dropout", "p must be in [0, 1): ", p);
  if (p == 0) return x;
  const int64_t n = x.size();
  const kernels::Rate rate{p, rng.seed, rng.stream, rng.reserve((n + 1) / 2)};
  Tensor y(x.shape());
  // Bytes, in a block of numbers for the sake of its cache.
  const auto kept = std::make_shared<Storage>(n / static_cast<int64_t>(sizeof(real)) + 1);
  const auto bytes = [](const Storage& s) { return reinterpret_cast<uint8_t*>(s.data()); };
  kernels::dropout_forward(x.data(), rate, y.data(), bytes(*kept), n);
  return record("dropout", y, {x}, [p, kept, bytes, n](const Gradients& g) {
    if (real* dx = g.input(0)) kernels::dropout_backward(g.output(), p, bytes(*kept), dx, n);
  });
}

}  // namespace gloss
