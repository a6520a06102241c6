#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "apps/translate/training/encoded_corpus.h"
#include "apps/translate/training/settings.h"
#include "apps/translate/training/training_state.h"
#include "core/io/json.h"

// Whether a command line continues a saved training, and the command line that does.

namespace gloss::translate {

// The text of a setting, if it is among those of a training. Where an earlier version lacked the
// option, the value that gives the training of then.
std::optional<std::string> setting(const Json& settings, std::string_view name);

// The settings that a saved training keeps, of all those in force (name to text). Left out are
// those that may change silently: the result does not depend on threads and display, and the data
// is compared itself, wherever its files are.
Json kept_settings(const Json& settings);

// The training that --resume continues: nothing without --resume, or if none is saved.
std::optional<SavedTraining> saved_training(const TrainSettings& settings);

// Compares the settings that a training began with and those it is to continue with. Settings that
// may change between two updates (limits, validation interval, learning rate, clipping) are
// returned: "--after-epochs 8 (before: 4)". Any other difference is a UsageError that names the
// setting and both values.
std::vector<std::string> changed_settings(const Json& before, const Json& now);

// A checksum of the pairs in their order, FNV-1a in 64 bits as 16 hexadecimal digits. The
// validation pairs must be there as text.
std::string checksum(const EncodedCorpus& training, const EncodedCorpus& validation);

// The command line, quoted for a shell, that continues the training of `gloss train ARGUMENTS`.
std::string resume_command(const std::vector<std::string>& arguments);

}  // namespace gloss::translate
