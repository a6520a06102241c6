#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/gradcheck.h"
#include "nn/module.h"

namespace gloss::nn {

// The paths of the parameters that no gradient reached, or nothing: a parameter that is unused, or
// one whose gradient is 0 throughout.
std::string without_gradient(Module& module);

// Checks the gradients of f, which calls the layer on the inputs that it is given, for those inputs
// and for every parameter of the layer. The parameters are drawn anew, uniformly from [-1, 1):
// those that start at 0 or 1 would hide half of an equation. Besides wrong gradients the report
// names parameters that no gradient reaches and those that visit() forgot.
GradcheckReport gradcheck(Module& layer, std::vector<Tensor> inputs,
                          const std::function<Tensor(const std::vector<Tensor>&)>& f);

}  // namespace gloss::nn
