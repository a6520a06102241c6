#pragma once

#include <functional>
#include <span>
#include <vector>

#include "apps/translate/cli/progress.h"
#include "apps/translate/model/checkpoint.h"
#include "apps/translate/text/corpus.h"

namespace gloss::translate {

// Calls visit(pairs) for all pairs, block by block.
using PairBlocks =
    std::function<void(const std::function<void(std::span<const SentencePair>)>& visit)>;

// Learns from the training data how text becomes tokens: the vocabularies of both languages and, if
// the settings ask for them, subwords. If all embeddings are tied, one vocabulary serves both
// languages. std::runtime_error if a vocabulary holds no word.
void learn_codecs(const PairBlocks& blocks, Checkpoint& checkpoint,
                  const OnShare& on_share = nullptr);
void learn_codecs(const std::vector<SentencePair>& pairs, Checkpoint& checkpoint);

}  // namespace gloss::translate
