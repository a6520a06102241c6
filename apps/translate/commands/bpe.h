#pragma once

#include <string>
#include <vector>

namespace gloss::translate {

// gloss bpe learn|apply: subword-nmt's codes from text, and text in them. Returns the exit code.
int bpe_command(const std::vector<std::string>& arguments);

}  // namespace gloss::translate
