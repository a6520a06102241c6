#pragma once

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/tensor.h"

namespace gloss::optim {

// The parameters without repetition, in order of first appearance: weights that several layers
// share are listed by each of them, and must be treated once. Each has to be a leaf that requires
// a gradient, or std::invalid_argument: "adam: parameter 3 does not require a gradient: it is [2]".
std::vector<Tensor> distinct_parameters(const char* where, std::span<const Tensor> parameters);

// Handles under the names they are saved by. Writing to their numbers restores what they belong to.
using NamedTensors = std::vector<std::pair<std::string, Tensor>>;

}  // namespace gloss::optim
