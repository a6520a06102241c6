#pragma once

#include <string>
#include <vector>

namespace gloss::translate {

// gloss check-data: what is wrong with training data. Returns the exit code.
int check_data_command(const std::vector<std::string>& arguments);

}  // namespace gloss::translate
