#pragma once

#include "optim/optimizer.h"

namespace gloss::optim {

struct ScheduleFreeOptions {
  double lr = 0.0025;
  double beta1 = 0.9;
  double beta2 = 0.999;
  double eps = 1e-8;
  double weight_decay = 0;
  int64_t warmup = 0;  // as in constant_lr, which gives `lr` of each step
};

// Defazio et al., "The Road Less Scheduled" (2024), Schedule-Free AdamW: steps of a constant size,
// and an average of the weights instead of a falling learning rate. Nothing depends on the length
// of the run. Update t, counted from 1, from the gradient g at y:
//   v = beta2 v + (1 - beta2) g^2                    v_hat = v / (1 - beta2^t)
//   z = z - lr (g / (sqrt(v_hat) + eps) + weight_decay y)
//   x = x + c (z - x)                                c = w_t^2 / (w_1^2 + ... + w_t^2)
//   y = (1 - beta1) z + beta1 x                      w_i = min(i / warmup, 1)
// The parameters hold y in training; x is what to evaluate and save (swap_evaluated()). Without a
// warm-up c = 1 / t: x is the mean of all z. The weights w give the first, small steps less of it.
class ScheduleFree : public Optimizer {
 public:
  explicit ScheduleFree(std::span<const Tensor> parameters,
                        const ScheduleFreeOptions& options = {});

 private:
  void update(size_t i, real* theta, const real* g, int64_t n) override;
  void swap_weights() override;  // exchanges y and x

  double beta1_, beta2_, eps_, weight_decay_;
  int64_t warmup_;
  std::vector<Tensor> v_, z_, x_;
};

}  // namespace gloss::optim
