#pragma once

#include <vector>

#include "apps/translate/model/checkpoint.h"
#include "apps/translate/text/corpus.h"

namespace gloss::translate {

// Learns from the training data how text becomes tokens: the vocabularies of both languages and, if
// the settings ask for them, subwords. If all embeddings are tied, one vocabulary serves both
// languages. std::runtime_error if a vocabulary holds no word.
void learn_codecs(const std::vector<SentencePair>& pairs, Checkpoint& checkpoint,
                  const OnShare& on_share = nullptr);

}  // namespace gloss::translate
