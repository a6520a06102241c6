#pragma once

#include <string>
#include <vector>

namespace gloss::translate {

// gloss report: trainings as one page of HTML. Returns the exit code.
int report_command(const std::vector<std::string>& arguments);

}  // namespace gloss::translate
