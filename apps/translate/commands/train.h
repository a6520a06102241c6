#pragma once

#include <string>
#include <vector>

namespace gloss::translate {

// gloss train: reads the data, trains, and shows what was learnt. Returns the exit code.
int train_command(const std::vector<std::string>& arguments);

}  // namespace gloss::translate
