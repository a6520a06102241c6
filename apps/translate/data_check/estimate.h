#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "apps/translate/model/checkpoint.h"
#include "apps/translate/text/corpus.h"

namespace gloss::translate {

// What training on some data would cost on this machine, as far as a few steps tell.
struct Estimate {
  std::string type;  // of network
  int64_t parameters = 0;
  int64_t mini_batch_words = 0;
  int64_t updates_per_epoch = 0;
  double seconds_per_epoch = 0;
  int64_t peak_bytes = 0;  // of tensors, the blocks kept for reuse, and the text
  int threads = 1;
};

// Trains the checkpoint's model for one step on a batch of the longest sentences and three of usual
// ones, out of at most 20,000 pairs spread over the data. The time is that of the three, for all
// tokens of the data; validation and saving come on top of it.
Estimate estimate_training(Checkpoint& checkpoint, const std::vector<SentencePair>& pairs);

}  // namespace gloss::translate
