#pragma once

#include <algorithm>
#include <string>

#include "nn/module.h"

namespace gloss {

// The paths of the parameters that no gradient reached, or nothing: a parameter that is unused, or
// one whose gradient is 0 throughout.
inline std::string without_gradient(nn::Module& module) {
  std::string paths;
  for (const auto& [path, parameter] : module.named_parameters()) {
    const bool reached = parameter.has_grad() && std::ranges::any_of(parameter.grad().values(),
                                                                     [](real g) { return g != 0; });
    if (!reached) paths += path + " ";
  }
  return paths;
}

inline void zero_grad(nn::Module& module) {
  for (Tensor parameter : module.parameters())
    parameter.zero_grad();
}

}  // namespace gloss
