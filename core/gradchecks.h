#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/gradcheck.h"

namespace gloss {

// A gradient check under a name, for the table that `gloss gradcheck` prints.
struct Gradcheck {
  std::string kind;  // "operation", "layer" or "model"
  std::string name;
  std::function<GradcheckReport()> run;
};

// All that are registered in this program: operations, layers, models, then whatever else.
std::vector<Gradcheck> all_gradchecks();

// Registers checks by being defined, in the source file of what they check or beside it:
//
//   const Gradchecks checks("layer", {{"Highway", [] { return ...; }}});
//
// Nothing runs until someone asks for it.
class Gradchecks {
 public:
  using Run = std::function<GradcheckReport()>;
  Gradchecks(const std::string& kind, std::vector<std::pair<std::string, Run>> checks);
};

// An operation at work: f of inputs drawn from [low, high), which keeps them from where a function
// has a kink.
struct Operation {
  std::string name;
  std::function<Tensor(const std::vector<Tensor>&)> f;
  std::vector<Shape> inputs;
  real low = -1, high = 1;
};

// The same for operations: const Gradchecks checks = operations({{"exp", ..., {{17}}}});
Gradchecks operations(const std::vector<Operation>& rows);

}  // namespace gloss
