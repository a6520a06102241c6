#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "apps/translate/cli/options.h"

namespace gloss::translate {

// The heading of what every command has; help lists it last.
inline constexpr std::string_view kGeneralGroup = "General";

// The headings of the options, in the order of the table.
std::vector<std::string> groups_in_order(const OptionTable& table);

// What help says behind an option's description: "(default: 4)", "(required)", of a flag nothing.
std::string note_on(const OptionTable& table, const Option& option);

// "usage: gloss evaluate REF [options]": arguments first, because a list that takes one or more
// values would take them too.
std::string usage_line(const OptionTable& table);

// What --help prints: usage, summary, arguments, the options by group with their defaults,
// examples. Lines are wrapped at `width` columns, brought into 60..100.
std::string help_text(const OptionTable& table, int width);

}  // namespace gloss::translate
