#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "core/gradchecks.h"

namespace gloss {

// Runs those checks whose kind or name contains one of `wanted` (all, if there are none) and prints
// a row for each as it ends: kind, name, shapes of the inputs, largest relative error, verdict;
// what a failed check found stands below it. As JSON: one object a line. True if all agree;
// std::invalid_argument if there is nothing to run.
bool run_gradchecks(std::ostream& out, const std::vector<Gradcheck>& checks,
                    const std::vector<std::string>& wanted, bool json);

}  // namespace gloss
