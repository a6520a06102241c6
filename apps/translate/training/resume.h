#pragma once

#include <string>
#include <vector>

#include "apps/translate/text/corpus.h"
#include "core/io/json.h"

// Whether one command line continues the training of another, and how it is written.

namespace gloss::translate {

// The settings that a saved training remembers, of all those in force (name to text): not those
// that may change without a word because the result does not depend on them (threads, display) or
// because the data itself is compared (where it lies).
Json kept_settings(const Json& settings);

// Compares the settings that a training began with and those it is to go on with. Those that may
// change between two updates (limits, how often to validate, the learning rate) are returned in
// words: "--after-epochs 8 (before: 4)". Any other difference is a UsageError that names it and
// both values.
std::vector<std::string> changed_settings(const Json& before, const Json& now);

// A checksum of the pairs in their order, FNV-1a in 64 bits as 16 hexadecimal digits.
std::string checksum(const std::vector<SentencePair>& training,
                     const std::vector<SentencePair>& validation);

// The command line that goes on with the training of `gloss train ARGUMENTS`, for a shell.
std::string resume_command(const std::vector<std::string>& arguments);

}  // namespace gloss::translate
