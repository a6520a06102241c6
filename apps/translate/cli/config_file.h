#pragma once

#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

#include "apps/translate/cli/options.h"

namespace gloss::translate {

// A config file holds lines `option = value`, with the names of the command line without dashes:
//
//   # a small model
//   type = transformer
//   train-sets = train.en "with a space.fr"    # a list: values separated by spaces
//   overwrite = true
//
// A "#" at the beginning of a word starts a comment. Double quotes hold a value together; inside
// them \" is a quotation mark, \\ a backslash and \n a new line.

// Sets the options in the file, or in standard input for "-". std::runtime_error if it cannot be
// read; UsageError with file and line for an unknown option, a wrong value or a malformed line.
void load_config(const std::string& path, OptionTable& table);

// The same for text from a stream; `name` stands for the file in errors.
void load_config(std::istream& in, std::string_view name, OptionTable& table);

// The settings in force as a config file that gives the same settings, to the bit. Options without
// a value are comments.
std::string dump_config(const OptionTable& table);

// Words to a config file's text and back. split_words: UsageError for a quote that is not closed.
std::string join_words(const std::vector<std::string>& words);
std::vector<std::string> split_words(std::string_view text);

}  // namespace gloss::translate
