#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/tensor.h"

namespace gloss {

// One element whose gradients disagree.
struct GradcheckFailure {
  size_t input;   // which of the inputs
  int64_t index;  // which element of it
  double received, expected;
};

// What a gradient check found. Prints as a sentence for each failure and trouble, or as "ok".
struct GradcheckReport {
  int64_t checked = 0;  // elements compared
  double worst = 0;     // the largest error among them
  std::vector<GradcheckFailure> failures;
  std::vector<std::string> troubles;  // what else is wrong: a parameter that was not checked
  std::vector<Shape> shapes;          // of the inputs

  bool ok() const { return failures.empty() && troubles.empty(); }
  std::string text() const;
};

struct GradcheckOptions {
  double step = 1e-5;
  double tolerance = 1e-6;  // on |received - expected| / max(1, |received|, |expected|)
};

// Compares, for every element of every input, the gradient that f's operations compute with the
// central difference (f(x + h) - f(x - h)) / 2h. f may return any shape; its elements are weighted
// by fixed irregular numbers and summed, so that no symmetry hides a wrong gradient. A leaf that f
// uses and that is not among the inputs, such as a parameter missing from visit(), is trouble.
// Inputs are perturbed in place and restored. Meant for the double-precision build: with real =
// float the step drowns in rounding, and this throws std::invalid_argument.
GradcheckReport gradcheck(const std::function<Tensor(const std::vector<Tensor>&)>& f,
                          std::vector<Tensor> inputs, GradcheckOptions options = {});

}  // namespace gloss
