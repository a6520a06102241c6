#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

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

// Where a training stands between two updates: the numbers that what follows depends on. Random
// numbers are not among them: they follow from the seed and the number of the epoch or update.
struct TrainingState {
  int64_t epoch = 0;    // at work on, from 1; 0 before the first update
  int64_t batches = 0;  // of this epoch that are done
  int64_t updates = 0;
  int64_t updates_per_epoch = 1;  // of this epoch, from whose batches it follows
  double seconds = 0;             // of training, those of earlier runs of the command counted
  Tally since_report, since_validation;
  optim::Plateau plateau;

  // Of the last update.
  double learn_rate = 0;
  double grad_norm = 0;
  double update_ratio = std::numeric_limits<double>::quiet_NaN();  // if it was measured
};

// All of a training, as it is kept in the file MODEL.training beside the model file. The best model
// so far is part of it, so a training goes on from this file alone, and whichever of the two files
// was written last before a kill, they cannot contradict each other.
struct SavedTraining {
  Json settings;     // name to text, see resume.h
  std::string data;  // checksum of the sentence pairs
  TrainingState state;
  std::vector<Json> history;    // a record for each validation
  optim::NamedTensors learner;  // see Updater::tensors
  optim::NamedTensors best;     // the weights of the best model so far; none before there is one
};

std::string training_path(const std::string& model_path);

// Replaces the file in one step: a kill leaves the former one or the new one.
void save_training(const std::string& path, const SavedTraining& training);

// Throws std::runtime_error if the file cannot be read or is not of this kind.
SavedTraining load_training(const std::string& path);

// Appends the tensors as "prefix.NAME".
void add_prefixed(optim::NamedTensors& all, const std::string& prefix,
                  const optim::NamedTensors& tensors);

// Copies the numbers of `from` into those of `to`, which has the same names and shapes in the same
// order, or std::runtime_error.
void copy_numbers(const optim::NamedTensors& from, const optim::NamedTensors& to);

}  // namespace gloss::translate
