#pragma once

#include "optim/optimizer.h"

namespace gloss::optim {

struct AdamOptions {
  double lr = 0.001;  // the paper's alpha
  double beta1 = 0.9;
  double beta2 = 0.999;
  double eps = 1e-8;
  double weight_decay = 0;  // more than 0 makes it AdamW
};

// Kingma and Ba, "Adam: A Method for Stochastic Optimization" (2015), Algorithm 1. At update t,
// which counts from 1 and is the same for every parameter:
//   m = beta1 m + (1 - beta1) g           m_hat = m / (1 - beta1^t)
//   v = beta2 v + (1 - beta2) g^2         v_hat = v / (1 - beta2^t)
//   theta = theta - lr m_hat / (sqrt(v_hat) + eps)
// With weight_decay, AdamW (Loshchilov and Hutter 2019, Algorithm 2, the decay scaled by lr as
// torch.optim.AdamW does): theta loses lr weight_decay theta as well, past m and v.
class Adam : public Optimizer {
 public:
  explicit Adam(std::span<const Tensor> parameters, const AdamOptions& options = {});

 private:
  void update(size_t i, real* theta, const real* g, int64_t n) override;

  double beta1_, beta2_, eps_, weight_decay_;
  std::vector<Tensor> m_, v_;
};

}  // namespace gloss::optim
