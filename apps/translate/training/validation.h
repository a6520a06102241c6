#pragma once

#include <vector>

#include "apps/translate/model/checkpoint.h"
#include "apps/translate/text/corpus.h"
#include "apps/translate/training/batching.h"
#include "apps/translate/training/history.h"
#include "apps/translate/training/settings.h"

namespace gloss::translate {

std::vector<EncodedPair> encode(const Checkpoint& checkpoint,
                                const std::vector<SentencePair>& pairs);

// The validation pairs, as text and as ids.
struct ValidationData {
  const std::vector<SentencePair>& pairs;
  std::vector<EncodedPair> encoded;
};

// Measures, in evaluation mode, the loss, the scores in settings.valid_metrics and the health of
// the translations, and keeps three samples. If no score is asked for, only a few sentences are
// translated.
Validation measure(const Checkpoint& checkpoint, const ValidationData& data,
                   const TrainSettings& settings);

// The value by which models are compared, lower is better: the first of settings.valid_metrics.
double cost(const Validation& validation, const TrainSettings& settings);

}  // namespace gloss::translate
