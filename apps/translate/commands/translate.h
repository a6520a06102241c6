#pragma once

#include <string>
#include <vector>

namespace gloss::translate {

// gloss translate: one line out for each line in. Returns the exit code.
int translate_command(const std::vector<std::string>& arguments);

}  // namespace gloss::translate
