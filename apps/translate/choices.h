#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "apps/translate/settings.h"

// What `gloss train` settles from the amount of data wherever it was not told.

namespace gloss::translate {

struct DataSize {
  int64_t pairs = 0;
  int64_t target_words = 0;
  bool built_in = false;  // the built-in corpus
};

// Leaves open, in the table of gloss train, the options that settle() decides.
void leave_open(OptionTable& table);

// Fills the settings that are open and were not given; returns a line for each that depends on the
// data: "--subwords 10000: no word is unknown, rare ones are cut into pieces".
std::vector<std::string> settle(OptionTable& table, TrainSettings& settings, const DataSize& data);

}  // namespace gloss::translate
