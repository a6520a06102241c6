#pragma once

#include <string>
#include <vector>

namespace gloss::translate {

// gloss average: one model whose weights are the mean of several models' (Vaswani et al. 2017,
// section 6.1, translate with the mean of the last five they saved). Returns the exit code.
int average_command(const std::vector<std::string>& arguments);

}  // namespace gloss::translate
