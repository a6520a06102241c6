#pragma once

#include <vector>

#include "apps/translate/model/checkpoint.h"
#include "apps/translate/training/encoded_pairs.h"

namespace gloss::translate {

// The `size` likeliest translations of each source token by IBM model 1 (Brown et al. 1993, section
// 4.2): each target token t of a pair is the translation of one of the source tokens s or of kEos,
//
//   p(t | source) = sum over s of p(t | s) / (source length + 1)
//
// and a few iterations of expectation maximisation find p(t | s). Of much data it takes a sample.
// With one vocabulary for both languages each token is also its own translation, as names are: it
// replaces the last entry. Returns [source vocabulary, size], the likeliest first
// (model/lexicon.h); size >= 1.
Lexicon learn_lexicon(const std::vector<const EncodedPairs*>& corpora, const Checkpoint& checkpoint,
                      int64_t size);

}  // namespace gloss::translate
