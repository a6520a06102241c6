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

// Measures loss, the scores that settings.valid_metrics names, the health of the translations and
// three samples, in evaluation mode. Without a score to compute, a few sentences are translated.
Validation measure(const Checkpoint& checkpoint, const ValidationData& data,
                   const TrainSettings& settings);

// What decides which model is the best, lower being better: the first of the metrics.
double cost(const Validation& validation, const TrainSettings& settings);

}  // namespace gloss::translate
