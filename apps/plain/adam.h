// Adam: moves each parameter theta against its gradient g, by about lr whatever the size of g.
//
//   m = beta1 m + (1 - beta1) g          running mean of the gradient
//   v = beta2 v + (1 - beta2) g^2        running mean of its square
//   m_hat = m / (1 - beta1^t)            both means start at 0; at step t = 1, 2, .. the
//   v_hat = v / (1 - beta2^t)            division makes up for it
//   theta = theta - lr m_hat / (sqrt(v_hat) + eps)
//
// Source: Kingma and Ba, "Adam: A Method for Stochastic Optimization" (2015), algorithm 1.
#pragma once

#include "matmul.h"

namespace plain {

struct Adam {
  double lr = 0.001, beta1 = 0.9, beta2 = 0.999, eps = 1e-8;
  int t = 0;
  std::vector<double> m = {}, v = {};  // a number for each parameter

  void step(const Vector& parameters) {
    m.resize(parameters.size());
    v.resize(parameters.size());
    ++t;
    for (size_t i = 0; i < parameters.size(); ++i) {
      const double g = parameters[i].gradient();
      m[i] = beta1 * m[i] + (1 - beta1) * g;
      v[i] = beta2 * v[i] + (1 - beta2) * g * g;
      const double m_hat = m[i] / (1 - std::pow(beta1, t)), v_hat = v[i] / (1 - std::pow(beta2, t));
      parameters[i].value() -= lr * m_hat / (std::sqrt(v_hat) + eps);
    }
  }
};

}  // namespace plain
