#pragma once

#include <string>
#include <vector>

#include "apps/translate/cli/options.h"

namespace gloss::translate {

// Completion of `gloss` for bash, in three parts. The beginning: the commands, a second word for
// those that have one ("bpe learn"), and where the word stands that is being typed.
std::string completion_beginning(const std::vector<std::string>& commands);

// Then for each command a clause of a `case`: its options, and for each that takes no file name
// what may follow it.
std::string completion_case(const OptionTable& table);

// Then the end: options, choices or file names.
std::string completion_end();

}  // namespace gloss::translate
