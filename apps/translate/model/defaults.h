#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "apps/translate/model/settings.h"

// What `gloss train` settles from the amount of data wherever it was not told.

namespace gloss::translate {

struct DataSize {
  int64_t pairs = 0;
  int64_t target_words = 0;
  bool built_in = false;  // the built-in corpus
};

// Leave open, in the table of gloss train or another with the options of add_model_options(), what
// the functions below decide.
void leave_network_open(OptionTable& table);
void leave_open(OptionTable& table);

// Fill the settings that are open and were not given: the network alone, or all of gloss train's.
// They return a line for each that depends on the data: "--subwords 10000: no word is unknown, rare
// ones are cut into pieces".
std::vector<std::string> settle_network(OptionTable& table, const ModelSettings& network,
                                        const DataSize& data);
std::vector<std::string> settle(OptionTable& table, const TrainSettings& settings,
                                const DataSize& data);

}  // namespace gloss::translate
