#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "apps/translate/training/settings.h"
#include "core/io/json.h"

// Defaults that depend on the amount of training data, and one that depends on the processor.

namespace gloss::translate {

// With fewer pairs none is held out for validation: fewer than 20 sentences measure nothing.
inline constexpr int64_t kPairsToHoldOut = 400;

struct DataSize {
  int64_t pairs = 0;
  int64_t target_words = 0;
  int64_t validation_words = 0;  // on the target side
  bool built_in = false;         // the built-in corpus
};

// Mark the options that the functions below resolve, so that help shows what their defaults depend
// on: those of the model, and those of all of gloss train.
void defer_model_defaults(OptionTable& table);
void defer_defaults(OptionTable& table);

// Give every such option that was not given its default, or in the second case that of `began`, the
// settings with which the continued training began. They return a line for each default with a
// reason: "--subwords 10000: rare words are split into subwords, so that none is unknown".
std::vector<std::string> resolve_model_defaults(OptionTable& table, const ModelSettings& model,
                                                const DataSize& data);
std::vector<std::string> resolve_defaults(OptionTable& table, const TrainSettings& settings,
                                          const DataSize& data, const Json& began = Json::object());

// Target words per update, as --optimizer-delay batches of --mini-batch-words: few for small data,
// so that an epoch has enough updates, and for a short --max-seconds; at most 4000. A Transformer
// for many pairs is large: the tensors of its training take 1.0 GB with batches of 4000 words, and
// 0.3 GB with 500.
struct UpdateSize {
  int64_t batch_words = 0, batches = 1;
};
UpdateSize default_update_size(const std::string& type, int64_t pairs, int64_t target_words,
                               double max_seconds = 0);

// bf16 where such products are faster: it learns as well as single precision (RECIPES.md).
Precision default_precision();

}  // namespace gloss::translate
