#pragma once

#include <string>
#include <vector>

namespace gloss::translate {

// gloss evaluate: scores translations against references. Returns the exit code.
int evaluate_command(const std::vector<std::string>& arguments);

}  // namespace gloss::translate
