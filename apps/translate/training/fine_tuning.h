#pragma once

#include <string>
#include <vector>

#include "apps/translate/cli/options.h"
#include "apps/translate/cli/progress.h"
#include "apps/translate/model/checkpoint.h"
#include "apps/translate/text/corpus.h"
#include "apps/translate/training/encoded_corpus.h"

// Fine-tuning: training goes on from a model, with other sentences.

namespace gloss::translate {

// Loads the model and gives --max-length and the options that describe a model its settings.
// UsageError if one of the latter was given and differs.
Checkpoint load_initial_model(const std::string& path, OptionTable& options);

// A checksum of vocabularies and weights.
std::string checksum(const Checkpoint& checkpoint);

// "0 of 3400 source tokens and 12 of 3555 target tokens of the new pairs are unknown to the model".
std::string unknown_tokens_message(const EncodedCorpus& corpus);

struct TestSet {
  std::string name;
  std::vector<SentencePair> pairs;
};

// A table: BLEU of both models' greedy translations of each test set.
//
//   BLEU (greedy)   sentences  before  after
//   old validation        200    94.0   92.9
std::string scores_before_and_after(const Checkpoint& before, const Checkpoint& after,
                                    const std::vector<TestSet>& sets, const OnShare& on_share);

}  // namespace gloss::translate
