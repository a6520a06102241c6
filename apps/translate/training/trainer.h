#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "apps/translate/checkpoint.h"
#include "apps/translate/corpus.h"
#include "apps/translate/settings.h"
#include "apps/translate/terminal/progress.h"
#include "apps/translate/training/training_log.h"

namespace gloss::translate {

// What one look at the validation data says.
struct Validation {
  double loss = 0;             // per target token, in nats, without label smoothing
  std::optional<double> bleu;  // of greedy translations, if asked for
};

struct TrainingResult {
  std::string reason;  // after-epochs, after-batches, max-seconds, early-stopping or interrupted
  int64_t updates = 0;
  std::optional<Validation> best;  // of the model in the file
};

// What training needs besides the settings.
struct TrainingRun {
  const TrainSettings& settings;
  Checkpoint& checkpoint;  // trained in place; the best so far is saved under settings.model
  const std::vector<SentencePair>& training;
  const std::vector<SentencePair>& validation;
  std::function<double()> seconds;    // since the command began
  std::function<bool()> interrupted;  // asked after every update
  Progress& progress;
  TrainingLog& log;
};

// Learns until a limit of the settings is reached. The file holds the model that validated best; if
// training ends before any validation, the model as it stands. A loss that stops being finite is a
// std::runtime_error naming the update and the operation; the file keeps the best model so far.
TrainingResult train(const TrainingRun& run);

}  // namespace gloss::translate
