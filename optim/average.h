#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "optim/parameters.h"

namespace gloss::optim {

// An exponential moving average of the weights, which often does better in validation than the
// weights themselves. After update t of the optimizer, counting from 1:
//   mean = mean + (1 - decay_t) (weights - mean),     decay_t = min(decay, (1 + t) / (10 + t))
// The mean starts as a copy of the weights, and decay_t is the start-up of TensorFlow and Marian:
// while t is small the mean looks back over about a tenth of the updates so far, so that the
// untrained weights are soon forgotten (their share is below 1e-4 after ten updates).
class Average {
 public:
  Average(std::span<const Tensor> parameters, double decay);

  void update();  // takes in the weights as they stand: after each step of the optimizer

  // Exchanges the numbers of the weights and of the mean: before a validation, and again after it.
  // In between, update() and state() throw.
  void swap();

  // Handles on the mean, as "0.mean"; with `updates`, all that a resumed run has to put back.
  NamedTensors state() const;

  int64_t updates = 0;

 private:
  double decay_;
  bool swapped_ = false;
  std::vector<Tensor> parameters_, means_;
};

}  // namespace gloss::optim
