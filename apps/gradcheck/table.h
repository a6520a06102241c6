#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "core/gradcheck.h"

namespace gloss {

// Runs the checks whose kind or name contains one of `names` (all checks if `names` is empty) and
// prints a row for each as it ends: kind, name, shapes of the inputs, largest error, verdict. The
// failures of a check follow below its row. With `json`, a row is one JSON object on a line.
// Returns whether all gradients agree. Throws std::invalid_argument if there is no such check.
bool run_gradchecks(std::ostream& out, const std::vector<Gradcheck>& checks,
                    const std::vector<std::string>& names, bool json);

}  // namespace gloss
