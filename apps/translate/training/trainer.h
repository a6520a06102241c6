#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "apps/translate/model/checkpoint.h"
#include "apps/translate/training/reporter.h"
#include "apps/translate/training/settings.h"
#include "apps/translate/training/training_state.h"
#include "apps/translate/training/validation.h"

namespace gloss::translate {

struct TrainingResult {
  std::string reason;  // after-epochs, after-batches, max-seconds, early-stopping or interrupted
  int64_t updates = 0;
  size_t validation_pairs = 0;  // that a validation used: fewer than all if --max-seconds is short
};

// What training works on.
struct TrainingSetup {
  const TrainSettings& settings;
  Json settings_in_force;  // the same as the option table's names and texts
  Checkpoint& checkpoint;  // trained in place; the best so far is saved under settings.model
  const EncodedCorpus& training;
  const EncodedCorpus& validation;
  std::function<double()> seconds;    // since the command began
  std::function<bool()> interrupted;  // asked before every update
  Reporter& reporter;
  EncodedCorpus extra = {};        // pairs of --replay or --distil, as EpochPairs draws them
  std::string initial_model = "";  // checksum of the model that training starts from, if any
  bool sampled_subwords = false;   // learnt from a sample of the pairs
  std::optional<SavedTraining> saved = {};  // to continue, with the same settings
};

// Learns until a limit of the settings is reached. The file holds the model that validated best; if
// training is interrupted before any validation, the model as it stands. A loss that stops being
// finite is a std::runtime_error naming the update and the operation; the file keeps the best model
// so far.
//
// The state of the training is saved beside the model (training_state.h) at the beginning, from
// time to time and at the end. A saved training is continued, and gives the same bits as if it had
// never stopped, whenever that was. Throws std::runtime_error if its data or its initial model were
// others.
TrainingResult train(TrainingSetup setup);

}  // namespace gloss::translate
