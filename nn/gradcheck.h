#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/gradcheck.h"
#include "nn/module.h"

namespace gloss::nn {

// The paths of the parameters without a gradient, or with one that is 0 everywhere; empty if there
// are none.
std::string without_gradient(const Module& module);

// Checks the gradients of f, which calls the layer on its inputs, by each input and each parameter
// of the layer. The parameters get new values from U(-1, 1): biases that start at 0 and gains that
// start at 1 would hide errors. Besides wrong gradients, the report names parameters that no
// gradient reaches and parameters that visit() does not list.
GradcheckReport gradcheck(Module& layer, std::vector<Tensor> inputs,
                          const std::function<Tensor(const std::vector<Tensor>&)>& f);

}  // namespace gloss::nn
