#include "nn/dropout.h"

#include "core/check.h"
#include "core/ops.h"

namespace gloss::nn {

Dropout::Dropout(real probability) : p(probability) {
  check(p >= 0 && p < 1, "dropout", "p must be in [0, 1): ", p);
}

Tensor Dropout::operator()(const Tensor& x) const {
  return training() ? dropout(x, p, thread_rng()) : x;
}

Tensor Dropout::add(const Tensor& base, const Tensor& x) const {
  return training() ? add_dropout(base, x, p, thread_rng()) : base + x;
}

}  // namespace gloss::nn
