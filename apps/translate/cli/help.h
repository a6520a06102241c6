#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "apps/translate/cli/options.h"

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

// Completion of `gloss` for bash is a script in three parts. The beginning completes the command,
// and the second word of commands that have one ("bpe learn"), and finds which option the word that
// is being typed belongs to.
std::string completion_beginning(const std::vector<std::string>& commands);

// The middle has a clause of a `case` for each command: its options and, for each option that takes
// no file name, what may follow it.
std::string completion_case(const OptionTable& table);

// The end offers options, choices or file names.
std::string completion_end();

}  // namespace gloss::translate
