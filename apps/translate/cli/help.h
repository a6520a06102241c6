#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "apps/translate/cli/program.h"

// How a table of options is shown: as help text, as a section of the manual page, as completion.

namespace gloss::translate {

// "usage: gloss evaluate REF [options]". Arguments come first, because an option that takes one or
// more values would take them too.
std::string usage_line(const OptionTable& table);

// What --help prints: usage, summary, arguments, the options by group with their defaults,
// examples. Lines are wrapped at `width` columns, at least 60 and at most 100.
std::string help_text(const OptionTable& table, int width);

// Text as roff shows it: backslashes, hyphens and dots at the start of a line are escaped.
std::string roff(std::string_view text);

// One command's section of a manual page (man(7)), with the same contents as help_text().
std::string man_section(const OptionTable& table);

// The script that completes `gloss` for bash, completion.bash: the parts before and after the
// clauses that completion_case() writes.
std::pair<std::string, std::string> completion_script(const std::vector<Command>& commands);

// One command's clause of a `case`: its options and, for each option that takes no file name, what
// may follow it.
std::string completion_case(const OptionTable& table);

}  // namespace gloss::translate
