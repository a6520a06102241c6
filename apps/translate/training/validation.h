#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "apps/translate/cli/progress.h"
#include "apps/translate/model/checkpoint.h"
#include "apps/translate/training/encoded_corpus.h"
#include "apps/translate/training/settings.h"
#include "core/io/json.h"

namespace gloss::translate {

// Translations of the validation sentences compared with their references, as token ids.
struct OutputHealth {
  int64_t count = 0;
  double distinct = 1;      // different outputs per different reference, at most 1
  double repeats = 0;       // share of trigrams that occurred before in the same output
  double length_ratio = 1;  // tokens of the outputs per token of the references
};

struct Sample {
  std::string source, reference, translation;
};

// One validation and the state of training at that moment: a record of the history in the model
// file. NaN stands for what was not measured.
struct Validation {
  static constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

  int64_t update = 0, epoch = 0;
  bool best = false;
  double train_loss = 0;              // over the updates since the last validation
  double loss = 0;                    // per target token, in nats, without label smoothing
  double bleu = kNone, chrf = kNone;  // of greedy translations, if asked for
  double learn_rate = 0, grad_norm = 0;
  double update_ratio = kNone;
  OutputHealth outputs;
  std::vector<Sample> samples;
};

// Measures, in evaluation mode, the loss, the scores in settings.valid_metrics and the health of
// the translations, and keeps three samples. If no score is asked for, only a few sentences are
// translated.
Validation measure(const Checkpoint& checkpoint, const EncodedCorpus& data,
                   const TrainSettings& settings, const OnShare& on_share = nullptr);

// The value by which models are compared, lower is better: the first of settings.valid_metrics.
// Equal scores, and scores so low that their differences are chance, are decided by the loss.
double cost(const Validation& validation, const TrainSettings& settings);

Json to_json(const Validation& validation);
Validation validation_from(const Json& record);

// The validations of a training, in order.
class History {
 public:
  History() = default;
  explicit History(const std::vector<Json>& records);

  void push_back(Validation validation) { records_.push_back(std::move(validation)); }
  const std::vector<Validation>& records() const { return records_; }
  std::vector<Json> to_json() const;

  const Validation* best() const;  // nullptr if there is none
  int64_t stalled() const;         // validations since the best
  int64_t last_update() const;     // of the last validation; 0 before it

 private:
  std::vector<Validation> records_;
};

}  // namespace gloss::translate
