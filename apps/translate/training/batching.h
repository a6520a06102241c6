#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "models/batch.h"

namespace gloss::translate {

// A sentence pair as token ids.
struct EncodedPair {
  std::vector<int32_t> source, target;
};

// Cuts the pairs into batches of at most `words` tokens, padding and end marks counted, on the
// longer side: sentences of about one length stand together, so that little is padding. A pair
// longer than that is a batch of its own. The indices of each batch; which pairs meet and the order
// of the batches follow from `seed` (another one for each epoch).
std::vector<std::vector<size_t>> make_batches(const std::vector<EncodedPair>& pairs, int64_t words,
                                              uint64_t seed);

models::Batch assemble(const std::vector<EncodedPair>& pairs, const std::vector<size_t>& indices);

}  // namespace gloss::translate
