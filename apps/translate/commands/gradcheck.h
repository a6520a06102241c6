#pragma once

#include <string>
#include <vector>

namespace gloss::translate {

// gloss gradcheck: numerical against analytical gradients. Returns the exit code.
int gradcheck_command(const std::vector<std::string>& arguments);

}  // namespace gloss::translate
