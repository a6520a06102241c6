#include "optim/sgd.h"

#include "core/check.h"
#include "core/kernels/loop.h"

namespace gloss::optim {

Sgd::Sgd(std::span<const Tensor> parameters, const SgdOptions& options)
    : Optimizer("sgd", parameters, options.lr),
      momentum_(options.momentum),
      weight_decay_(options.weight_decay),
      nesterov_(options.nesterov) {
  check(momentum_ >= 0 && momentum_ < 1, "sgd", "momentum must be in [0, 1): ", momentum_);
  check(weight_decay_ >= 0, "sgd", "weight_decay must not be negative: ", weight_decay_);
  check(!nesterov_ || momentum_ > 0, "sgd", "nesterov needs a momentum");
  if (momentum_ > 0) b_ = add_state("b");
}

void Sgd::update(size_t i, real* theta, const real* g, int64_t n) {
  const real alpha = static_cast<real>(lr);
  const real decay = static_cast<real>(weight_decay_);
  if (b_.empty()) {
    kernels::for_each(n, [=](int64_t j) { theta[j] -= alpha * (g[j] + decay * theta[j]); });
    return;
  }
  real* const b = b_[i].data();
  const real momentum = static_cast<real>(momentum_);
  if (nesterov_) {
    kernels::for_each(n, [=](int64_t j) {
      const real decayed = g[j] + decay * theta[j];
      b[j] = momentum * b[j] + decayed;
      theta[j] -= alpha * (decayed + momentum * b[j]);
    });
  } else {
    kernels::for_each(n, [=](int64_t j) {
      b[j] = momentum * b[j] + (g[j] + decay * theta[j]);
      theta[j] -= alpha * b[j];
    });
  }
}

}  // namespace gloss::optim
