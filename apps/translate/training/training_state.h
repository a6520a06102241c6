#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "apps/translate/model/checkpoint.h"
#include "core/io/json.h"
#include "core/io/safetensors.h"
#include "optim/parameters.h"
#include "optim/schedule.h"

namespace gloss::translate {

// A sum of losses over the tokens they belong to, and the time it took.
struct Tally {
  double loss = 0;
  int64_t tokens = 0;
  double seconds = 0;

  double mean() const { return tokens > 0 ? loss / static_cast<double>(tokens) : 0; }
  double rate() const { return seconds > 0 ? static_cast<double>(tokens) / seconds : 0; }
};

// The state of a training between two updates: all numbers that the following updates depend on.
// Random numbers follow from the seed and the number of the epoch or update, so none are here.
struct TrainingState {
  int64_t epoch = 0;    // the current one, from 1; 0 before the first update
  int64_t batches = 0;  // finished in this epoch
  int64_t updates = 0;
  int64_t updates_per_epoch = 1;  // in this epoch
  double seconds = 0;             // of training, earlier runs included
  Tally since_report, since_validation;
  optim::Plateau plateau;

  // Of the last update.
  double learn_rate = 0;
  double grad_norm = 0;
  double update_ratio = std::numeric_limits<double>::quiet_NaN();  // NaN: not measured
};

// A whole training, as stored in the file MODEL.training beside the model file. It includes the
// best model so far, so a training continues from this file alone. Whichever of the two files was
// written last before a kill, they cannot contradict each other.
struct SavedTraining {
  Json settings;     // name to text, see resume.h
  std::string data;  // checksum of the sentence pairs, and at its end perhaps kSampledSubwords
  TrainingState state;
  std::vector<Json> history;    // a record for each validation
  optim::NamedTensors tensors;  // Updater::tensors(), and weights of the best model if there is one
  Metadata codecs;              // codec_texts(); files of earlier versions have none
};

// Says that subwords were learnt from a sample. Earlier versions learnt them from all pairs.
inline constexpr const char* kSampledSubwords = " sampled-subwords";

std::string training_path(const std::string& model_path);

// Replaces the file in one step: after a kill it is the former file or the new one.
void save_training(const std::string& path, const SavedTraining& training);

// std::runtime_error if the file cannot be read or is not a saved training.
SavedTraining load_training(const std::string& path);

// Appends the tensors as "prefix.NAME".
void add_prefixed(optim::NamedTensors& all, const std::string& prefix,
                  const optim::NamedTensors& tensors);

// Copies the numbers of `from` into those of `to`, which has the same names and shapes, or
// std::runtime_error. The order may differ: another program may have written the file anew.
void copy_numbers(const optim::NamedTensors& from, const optim::NamedTensors& to);

}  // namespace gloss::translate
