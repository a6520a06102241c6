#pragma once

#include <vector>

#include "apps/translate/model/checkpoint.h"
#include "apps/translate/text/corpus.h"

namespace gloss::translate {

// What the training data teaches about text: both languages' vocabularies, and the subwords if the
// checkpoint's settings ask for them. One vocabulary serves both if all embeddings are tied.
// std::runtime_error if a vocabulary holds no word.
void learn_codecs(const std::vector<SentencePair>& pairs, Checkpoint& checkpoint);

}  // namespace gloss::translate
