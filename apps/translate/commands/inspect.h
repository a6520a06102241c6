#pragma once

#include <string>
#include <vector>

namespace gloss::translate {

// gloss inspect: what is in a model file. Returns the exit code.
int inspect_command(const std::vector<std::string>& arguments);

}  // namespace gloss::translate
