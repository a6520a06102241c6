#pragma once

#include "optim/optimizer.h"

namespace gloss::optim {

struct SgdOptions {
  double lr = 0.1;
  double momentum = 0;      // 0: the velocity b is neither kept nor used
  bool nesterov = false;    // look ahead along the velocity (Sutskever et al. 2013)
  double weight_decay = 0;  // coupled: part of the gradient, and so of the velocity
};

// Stochastic gradient descent, in the form of torch.optim.SGD:
//   g = g + weight_decay theta
//   b = momentum b + g
//   theta = theta - lr b                     or, with nesterov, theta - lr (g + momentum b)
class Sgd : public Optimizer {
 public:
  explicit Sgd(std::span<const Tensor> parameters, const SgdOptions& options = {});

 private:
  void update(size_t i, real* theta, const real* g, int64_t n) override;

  double momentum_, weight_decay_;
  bool nesterov_;
  std::vector<Tensor> b_;
};

}  // namespace gloss::optim
