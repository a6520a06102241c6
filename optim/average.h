#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "optim/parameters.h"

namespace gloss::optim {

// An exponential moving average of the weights (EMA). A model with the averaged weights often
// scores better than with the last weights. The mean starts as a copy of the weights. After update
// t of the optimizer, counted from 1:
//   mean = mean + (1 - decay_t) (weights - mean),     decay_t = min(decay, (1 + t) / (10 + t))
// The smaller decay of the first updates, as in TensorFlow and Marian, removes the untrained
// weights from the mean: after ten updates they contribute less than 1e-4 of it.
class Average {
 public:
  Average(std::span<const Tensor> parameters, double decay);

  void update();  // to be called after each step of the optimizer

  // Exchanges the numbers of the weights and of the mean. To be called before a validation and
  // again after it. In between, update() and state() throw.
  void swap();

  // The mean of each parameter, named "0.mean" and so on. A resumed run restores these and
  // `updates`.
  NamedTensors state() const;

  int64_t updates = 0;

 private:
  double decay_;
  bool swapped_ = false;
  std::vector<Tensor> parameters_, means_;
};

}  // namespace gloss::optim
