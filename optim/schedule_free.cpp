#include "optim/schedule_free.h"

#include <algorithm>
#include <cmath>

#include "core/check.h"
#include "core/kernels/loop.h"

namespace gloss::optim {
namespace {

// The share of update t in the mean: w_t^2 over the sum of all so far.
double share_of_update(int64_t t, int64_t warmup) {
  const double updates = static_cast<double>(t), rise = static_cast<double>(warmup);
  const double risen = std::min(updates, rise);
  // 1 + 4 + 9 + ... + n^2 = n (n + 1) (2 n + 1) / 6
  double sum = updates - risen, weight = 1;
  if (warmup > 0) {
    sum += risen * (risen + 1) * (2 * risen + 1) / (6 * rise * rise);
    weight = risen / rise;
  }
  return weight * weight / sum;
}

}  // namespace

ScheduleFree::ScheduleFree(std::span<const Tensor> parameters, const ScheduleFreeOptions& options)
    : Optimizer("schedule_free", parameters, options.lr),
      beta1_(options.beta1),
      beta2_(options.beta2),
      eps_(options.eps),
      weight_decay_(options.weight_decay),
      warmup_(options.warmup) {
  check(beta1_ >= 0 && beta1_ < 1, "schedule_free", "beta1 must be in [0, 1): ", beta1_);
  check(beta2_ >= 0 && beta2_ < 1, "schedule_free", "beta2 must be in [0, 1): ", beta2_);
  check(eps_ > 0, "schedule_free", "eps must be positive: ", eps_);
  check(weight_decay_ >= 0, "schedule_free", "weight_decay must not be negative: ", weight_decay_);
  check(warmup_ >= 0, "schedule_free", "warmup must not be negative: ", warmup_);
  v_ = add_state("v");
  z_ = add_state("z");
  x_ = add_state("x");
  for (size_t i = 0; i < x_.size(); ++i)
    for (const Tensor& copy : {z_[i], x_[i]})
      std::ranges::copy(this->parameters()[i].values(), copy.data());
}

void ScheduleFree::update(size_t i, real* y, const real* g, int64_t n) {
  real* const v = v_[i].data();
  real* const z = z_[i].data();
  real* const x = x_[i].data();
  const real alpha = static_cast<real>(lr);
  const real decay = static_cast<real>(weight_decay_);
  const real eps = static_cast<real>(eps_);
  const real beta1 = static_cast<real>(beta1_);
  const real one_minus_beta1 = static_cast<real>(1 - beta1_);
  const real beta2 = static_cast<real>(beta2_);
  const real one_minus_beta2 = static_cast<real>(1 - beta2_);
  const real v_correction =
      static_cast<real>(1 / (1 - std::pow(beta2_, static_cast<double>(steps))));
  const real share = static_cast<real>(share_of_update(steps, warmup_));
  kernels::for_each(n, [=](int64_t j) {
    v[j] = beta2 * v[j] + one_minus_beta2 * g[j] * g[j];
    const real v_hat = v_correction * v[j];
    z[j] -= alpha * (g[j] / (std::sqrt(v_hat) + eps) + decay * y[j]);
    x[j] += share * (z[j] - x[j]);
    y[j] = one_minus_beta1 * z[j] + beta1 * x[j];
  });
}

void ScheduleFree::swap_weights() {
  for (size_t i = 0; i < x_.size(); ++i)
    std::ranges::swap_ranges(parameters()[i].values(), x_[i].values());
}

}  // namespace gloss::optim
