#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "core/tensor.h"

namespace gloss {

// --- A check: the gradients of one function against finite differences ---

// An element of an input whose two gradients disagree.
struct GradcheckFailure {
  size_t input;   // which input
  int64_t index;  // which element of it
  double received, expected;
};

// What a check found.
struct GradcheckReport {
  int64_t checked = 0;  // elements compared
  double worst = 0;     // the largest error among them
  std::vector<GradcheckFailure> failures;
  std::vector<std::string> troubles;  // other mistakes, such as a parameter that was not checked
  std::vector<Shape> shapes;          // of the inputs

  bool ok() const { return failures.empty() && troubles.empty(); }
  std::string text() const;  // a line for each failure and trouble, or "ok"
};

struct GradcheckOptions {
  double step = 1e-5;
  double tolerance = 1e-6;  // for |received - expected| / max(1, |received|, |expected|)
};

// Compares, for every element of every input, the gradient that f's operations compute with the
// central difference (f(x + step) - f(x - step)) / (2 step). f may return any shape. Its elements
// are weighted with fixed random numbers before they are summed: without the weights, the sum of a
// softmax is 1 for any input, and a wrong gradient of 0 would pass.
// A leaf that f uses and that is not an input, such as a parameter that visit() omits, is reported
// as a trouble. Inputs are changed in place and restored.
// Throws std::invalid_argument in the build with float, where rounding hides the difference.
GradcheckReport gradcheck(const std::function<Tensor(const std::vector<Tensor>&)>& f,
                          std::vector<Tensor> inputs, GradcheckOptions options = {});

// --- The table of checks, which `gloss gradcheck` and the tests run ---

struct Gradcheck {
  std::string kind;  // "operation", "layer" or "model"
  std::string name;
  std::function<GradcheckReport()> run;
};

// The table: operations first, then layers, then models.
std::vector<Gradcheck> all_gradchecks();

// Rows of the table. A global variable of this type adds them, in the source file of the layer or
// in one beside it:
//
//   const Gradchecks checks("layer", {{"Highway", [] { return gradcheck(...); }}});
class Gradchecks {
 public:
  using Run = std::function<GradcheckReport()>;
  Gradchecks(const std::string& kind, std::vector<std::pair<std::string, Run>> checks);
};

// The row of an operation: f is called with inputs of these shapes, drawn uniformly from
// [low, high). The range keeps them away from points where f has no derivative.
struct Operation {
  std::string name;
  std::function<Tensor(const std::vector<Tensor>&)> f;
  std::vector<Shape> inputs;
  real low = -1, high = 1;
};

// const Gradchecks checks = operations({{"exp", [](auto& x) { return exp(x[0]); }, {{17}}}});
Gradchecks operations(const std::vector<Operation>& rows);

}  // namespace gloss
