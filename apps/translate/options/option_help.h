#pragma once

#include <string>
#include <string_view>

#include "apps/translate/options/options.h"

namespace gloss::translate {

// The heading of what every command has; help lists it last.
inline constexpr std::string_view kGeneralGroup = "General";

// "usage: gloss evaluate REF [options]": arguments first, because a list that takes one or more
// values would take them too.
std::string usage_line(const OptionTable& table);

// What --help prints: usage, summary, arguments, the options by group with their defaults,
// examples. Lines are wrapped at `width` columns, brought into 60..100.
std::string help_text(const OptionTable& table, int width);

}  // namespace gloss::translate
