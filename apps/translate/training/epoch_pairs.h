#pragma once

#include <cstdint>
#include <vector>

#include "apps/translate/model/checkpoint.h"
#include "apps/translate/training/augmentation.h"
#include "apps/translate/training/encoded_corpus.h"
#include "apps/translate/training/settings.h"

namespace gloss::translate {

// The pairs that each epoch trains on: the training data, some of it changed by --augment, and as
// many extra pairs (all, if there are fewer), which are old ones of --replay or translations of a
// teacher; with --bpe-dropout, all in other subwords. Without these they are the same in every
// epoch, and nothing is copied. Drawn pairs are in a file if the training pairs are. --augment
// needs the text of the pairs. The corpora and the checkpoint must outlive it.
class EpochPairs {
 public:
  EpochPairs(const TrainSettings& settings, const Checkpoint& checkpoint,
             const EncodedCorpus& training, const EncodedCorpus& extra);

  // Those of one epoch, drawn from a seed of its own. They are valid until the next call.
  const EncodedPairs& draw(uint64_t seed);

 private:
  EncodedPair augmented(const EncodedCorpus& corpus, size_t i, Rng rng) const;
  EncodedPair with_merges_skipped(EncodedPair pair, Rng rng) const;
  bool is_too_long(const EncodedPair& pair) const;

  const Checkpoint& checkpoint_;
  const EncodedCorpus& training_;
  const EncodedCorpus& extra_;
  const AugmentationShares augmentation_;
  const double bpe_dropout_;
  const int64_t max_length_;
  const std::string model_;  // the drawn pairs are in a file beside it
  EncodedPairs drawn_;
};

}  // namespace gloss::translate
