#pragma once

#include <cmath>

#include "core/tensor.h"

namespace gloss {

// Numbers without a pattern that any language can repeat: x_i = scale sin(phase + i). In Python:
//   def wave(phase, *shape):
//     return torch.sin(phase + torch.arange(math.prod(shape))).reshape(shape)
inline void fill_wave(const Tensor& x, double phase, double scale = 1) {
  for (int64_t i = 0; i < x.size(); ++i)
    x.data()[i] = static_cast<real>(scale * std::sin(phase + static_cast<double>(i)));
}

inline Tensor wave(const Shape& shape, double phase) {
  Tensor x(shape);
  fill_wave(x, phase);
  return x;
}

}  // namespace gloss
