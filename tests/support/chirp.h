#pragma once

#include <cmath>
#include <string>

#include "nn/module.h"

namespace gloss {

// Numbers whose rows and columns do not repeat each other, for layers that would lose a plain
// wave's few directions: x_i = scale sin(phase + 0.7 i^2) + offset. In Python:
//   def chirp(phase, *shape):
//     return torch.sin(phase + 0.7 * torch.arange(math.prod(shape)).double() ** 2).reshape(shape)
inline void fill_chirp(const Tensor& x, double phase, double scale = 1, double offset = 0) {
  for (int64_t i = 0; i < x.size(); ++i) {
    const auto at = static_cast<double>(i);
    x.data()[i] = static_cast<real>(scale * std::sin(phase + 0.7 * (at * at)) + offset);
  }
}

inline Tensor chirp(const Shape& shape, double phase) {
  Tensor x(shape);
  fill_chirp(x, phase);
  return x;
}

// Parameter k of a module (in the order of named_parameters, PyTorch's too) as half a chirp of
// phase k; the weights of norms stand around 1. In Python:
//   for k, (name, p) in enumerate(module.named_parameters()):
//     p.data = 0.5 * chirp(k, *p.shape) + (1 if "norm" in name and "weight" in name else 0)
inline void fill_with_chirps(nn::Module& module) {
  double phase = 0;
  for (const auto& [name, parameter] : module.named_parameters()) {
    const bool gain = name.find("norm") != std::string::npos && name.ends_with("weight");
    fill_chirp(parameter, phase++, 0.5, gain ? 1 : 0);
  }
}

// One number for a whole tensor: (x * chirp(9, *x.shape)).sum().item()
inline double digest(const Tensor& x) {
  double sum = 0;
  for (int64_t i = 0; i < x.size(); ++i) {
    const auto at = static_cast<double>(i);
    sum += static_cast<double>(x.data()[i]) * std::sin(9 + 0.7 * (at * at));
  }
  return sum;
}

}  // namespace gloss
