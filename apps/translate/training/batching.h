#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "apps/translate/training/encoded_pairs.h"
#include "core/random.h"
#include "models/batch.h"

namespace gloss::translate {

// Fisher and Yates, because std::shuffle's order differs between standard libraries.
template <class T>
void shuffle(std::vector<T>& items, Rng& rng) {
  for (size_t i = items.size(); i > 1; --i)
    std::swap(items[i - 1], items[rng.below(i)]);
}

using Indices = std::vector<uint32_t>;  // of the pairs of a batch

// Splits the pairs into batches of at most `words` tokens on the longer side, padding and end marks
// counted: rows * (longest sentence of either side + 1) <= words. Sentences of similar length share
// a batch, so that little is padding. A pair longer than that is a batch of its own. Returns the
// indices of each batch. The order of the batches, and which pairs of equal length share one,
// follow from `seed`: a different one for each epoch.
std::vector<Indices> make_batches(const EncodedPairs& pairs, int64_t words, uint64_t seed);

// The padded batch of these pairs.
models::Batch assemble(const EncodedPairs& pairs, const Indices& indices);

}  // namespace gloss::translate
