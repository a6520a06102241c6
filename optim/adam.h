#pragma once

#include "optim/optimizer.h"

namespace gloss::optim {

struct AdamOptions {
  double lr = 0.001;  // the paper's alpha
  double beta1 = 0.9;
  double beta2 = 0.999;
  double eps = 1e-8;
  double weight_decay = 0;
};

// Kingma and Ba, "Adam: A Method for Stochastic Optimization" (2015), Algorithm 1. The updates of
// all parameters are counted together, from t = 1:
//   m = beta1 m + (1 - beta1) g           m_hat = m / (1 - beta1^t)
//   v = beta2 v + (1 - beta2) g^2         v_hat = v / (1 - beta2^t)
//   theta = theta - lr m_hat / (sqrt(v_hat) + eps)
//                 - lr weight_decay theta
// The last term makes it AdamW: Loshchilov and Hutter, "Decoupled Weight Decay Regularization"
// (2019), Algorithm 2, with the decay scaled by lr, as torch.optim.AdamW does.
class Adam : public Optimizer {
 public:
  explicit Adam(std::span<const Tensor> parameters, const AdamOptions& options = {});

 protected:
  void update(size_t i, real* theta, const real* g, int64_t n) override;

  double beta1_, beta2_, eps_, weight_decay_;
  std::vector<Tensor> m_, v_;
};

}  // namespace gloss::optim
