#pragma once

#include "optim/optimizer.h"

namespace gloss::optim {

struct SgdOptions {
  double lr = 0.1;
  double momentum = 0;    // without momentum there is no velocity b
  bool nesterov = false;  // Nesterov's momentum, in the form of Sutskever et al. (2013)
  double weight_decay = 0;
};

// Stochastic gradient descent with momentum (Polyak 1964), in the form of torch.optim.SGD:
//   g = g + weight_decay theta
//   b = momentum b + g
//   theta = theta - lr b                   with nesterov: theta - lr (g + momentum b)
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
