// Exercise 5: Adam
//
//   m = beta1 m + (1 - beta1) g              v = beta2 v + (1 - beta2) g^2
//   m_hat = m / (1 - beta1^t)                v_hat = v / (1 - beta2^t)
//   theta = theta - lr m_hat / (sqrt(v_hat) + eps)
//
// A number of each for every parameter; t counts the steps from 1. The mistake to avoid: t belongs
// to the step, not to the parameter.
//
// Try it: cmake --workflow --preset exercise-5
// The solution: step() in apps/plain/adam.h.
#pragma once

#include <vector>

namespace exercise {

struct AdamState {
  double lr, beta1, beta2, eps;
  int t = 0;
  std::vector<double> m, v;  // empty before the first step
};

// One step: changes the state and theta.
inline void adam_step(AdamState& state, std::vector<double>& theta, const std::vector<double>& g) {
  // your code
}

}  // namespace exercise
