#pragma once

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/tensor.h"

namespace gloss::optim {

// Removes repetitions from a list of parameters: layers that share weights list them more than
// once, and they must be updated once. The order of first appearance is kept. Each parameter must
// be a leaf that requires a gradient. Otherwise throws std::invalid_argument: "adam: parameter 3
// does not require a gradient: it is [2]".
std::vector<Tensor> distinct_parameters(const char* where, std::span<const Tensor> parameters);

// Tensors under the names by which they are saved. They share memory with the object that they
// belong to, so writing to them restores it.
using NamedTensors = std::vector<std::pair<std::string, Tensor>>;

}  // namespace gloss::optim
