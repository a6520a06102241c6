#pragma once

#include <string>
#include <vector>

namespace gloss::translate {

// gloss score: the log-probability of each translation given. Returns the exit code.
int score_command(const std::vector<std::string>& arguments);

}  // namespace gloss::translate
