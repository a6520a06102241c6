#include "nn/init.h"

#include <cmath>

#include "core/check.h"

namespace gloss::nn {
namespace {

thread_local bool uninitialized = false;

struct Fans {
  real in, out;
};

Fans fans(const char* name, const Shape& shape) {
  check(shape.rank() >= 2, name, "needs a weight of at least 2 dimensions: shape is ", shape);
  const int64_t rest = shape.inner(1);
  return {static_cast<real>(shape[1] * rest), static_cast<real>(shape[0] * rest)};
}

}  // namespace

UninitializedGuard::UninitializedGuard() : FlagGuard(uninitialized, true) {}

Tensor zeros_parameter(Shape shape) {
  return Tensor::zeros(shape).set_requires_grad();
}

Tensor ones_parameter(Shape shape) {
  return Tensor::ones(shape).set_requires_grad();
}

Tensor uniform_parameter(Shape shape, real low, real high, Rng& rng) {
  return (uninitialized ? Tensor(shape) : Tensor::uniform(shape, low, high, rng))
      .set_requires_grad();
}

Tensor normal_parameter(Shape shape, real mean, real stddev, Rng& rng) {
  return (uninitialized ? Tensor(shape) : Tensor::normal(shape, mean, stddev, rng))
      .set_requires_grad();
}

Tensor xavier_uniform(Shape shape, Rng& rng, real gain) {
  const Fans f = fans("xavier_uniform", shape);
  const real a = gain * std::sqrt(6 / (f.in + f.out));
  return uniform_parameter(shape, -a, a, rng);
}

Tensor xavier_normal(Shape shape, Rng& rng, real gain) {
  const Fans f = fans("xavier_normal", shape);
  return normal_parameter(shape, 0, gain * std::sqrt(2 / (f.in + f.out)), rng);
}

Tensor kaiming_uniform(Shape shape, Rng& rng) {
  const real a = std::sqrt(6 / fans("kaiming_uniform", shape).in);
  return uniform_parameter(shape, -a, a, rng);
}

Tensor kaiming_normal(Shape shape, Rng& rng) {
  return normal_parameter(shape, 0, std::sqrt(2 / fans("kaiming_normal", shape).in), rng);
}

}  // namespace gloss::nn
