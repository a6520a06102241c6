#pragma once

#include <string>
#include <string_view>

#include "apps/translate/cli/options.h"

namespace gloss::translate {

// Text as roff shows it: backslashes, hyphens and points at the start of a line escaped.
std::string roff(std::string_view text);

// One command's section of a manual page (man(7)): usage, summary, arguments, the options by group
// with their defaults, examples.
std::string man_section(const OptionTable& table);

}  // namespace gloss::translate
