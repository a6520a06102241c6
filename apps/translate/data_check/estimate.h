#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "apps/translate/data_check/finding.h"
#include "apps/translate/model/checkpoint.h"
#include "apps/translate/text/corpus.h"

// What a model trained on the data would be like: how its vocabulary covers a text, and the cost.

namespace gloss::translate {

// How one language's vocabulary covers a text.
struct Coverage {
  int64_t vocabulary = 0;                   // tokens
  int64_t words = 0;                        // of the text
  int64_t unknown = 0;                      // words outside the vocabulary; always 0 with subwords
  int64_t tokens = 0;                       // of the text: as many as words, or subwords
  std::vector<Example> unknown_words = {};  // the first few

  double unknown_share() const { return per_word(unknown); }
  double tokens_per_word() const { return per_word(tokens); }

 private:
  double per_word(int64_t count) const {
    return words > 0 ? static_cast<double>(count) / static_cast<double>(words) : 0;
  }
};

Coverage coverage_of(const Codec& codec, const Lines& lines);

// At most 20,000 pairs, evenly spread: enough for coverage and estimate.
std::vector<SentencePair> sample(const std::vector<SentencePair>& pairs);

// What training with the default settings reached on Multi30k, photo captions, English to
// German (models/RESULTS.md): BLEU of the validation captions, beam size 5, after so many epochs.
struct Reached {
  int64_t pairs = 0, target_words = 0, epochs = 0;
  double bleu = 0;
};

// The one whose amount of text is nearest, as a ratio.
const Reached& reached_with(int64_t target_words);

// What training would cost on this machine, measured by a few steps.
struct Estimate {
  std::string type;  // of network
  int64_t parameters = 0;
  int64_t mini_batch_words = 0;
  int64_t updates_per_epoch = 0;
  double seconds_per_epoch = 0;
  int64_t peak_bytes = 0;  // of tensors, the blocks kept for reuse, and the text
  int threads = 1;
  Reached comparison = {};
};

// Trains the checkpoint's model for one step on a batch of the longest sentences of a sample and
// for three steps on batches of shorter ones. The time is that of the three steps, extrapolated to
// all tokens of the data, without validation and saving.
Estimate estimate_training(Checkpoint& checkpoint, const std::vector<SentencePair>& pairs,
                           int64_t target_words);

}  // namespace gloss::translate
