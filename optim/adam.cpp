#include "optim/adam.h"

#include <cmath>

#include "core/check.h"
#include "core/kernels/loop.h"

namespace gloss::optim {

Adam::Adam(std::span<const Tensor> parameters, const AdamOptions& options)
    : Optimizer("adam", parameters, options.lr),
      beta1_(options.beta1),
      beta2_(options.beta2),
      eps_(options.eps),
      weight_decay_(options.weight_decay) {
  check(beta1_ >= 0 && beta1_ < 1, "adam", "beta1 must be in [0, 1): ", beta1_);
  check(beta2_ >= 0 && beta2_ < 1, "adam", "beta2 must be in [0, 1): ", beta2_);
  check(eps_ > 0, "adam", "eps must be positive: ", eps_);
  check(weight_decay_ >= 0, "adam", "weight_decay must not be negative: ", weight_decay_);
  m_ = add_state("m");
  v_ = add_state("v");
}

void Adam::update(size_t i, real* theta, const real* g, int64_t n) {
  real* const m = m_[i].data();
  real* const v = v_[i].data();
  const double t = static_cast<double>(steps);
  const real alpha = static_cast<real>(lr);
  const real decay = static_cast<real>(lr * weight_decay_);
  const real eps = static_cast<real>(eps_);
  const real beta1 = static_cast<real>(beta1_);
  const real beta2 = static_cast<real>(beta2_);
  // Subtracted in double, because 1 - 0.999f has a relative error of 1 / 80,000.
  const real one_minus_beta1 = static_cast<real>(1 - beta1_);
  const real one_minus_beta2 = static_cast<real>(1 - beta2_);
  const real m_correction = static_cast<real>(1 / (1 - std::pow(beta1_, t)));
  const real v_correction = static_cast<real>(1 / (1 - std::pow(beta2_, t)));
  kernels::for_each(n, [=](int64_t j) {
    m[j] = beta1 * m[j] + one_minus_beta1 * g[j];
    v[j] = beta2 * v[j] + one_minus_beta2 * g[j] * g[j];
    const real m_hat = m_correction * m[j];
    const real v_hat = v_correction * v[j];
    theta[j] -= alpha * m_hat / (std::sqrt(v_hat) + eps) + decay * theta[j];
  });
}

}  // namespace gloss::optim
