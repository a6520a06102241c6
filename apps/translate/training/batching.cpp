#include "apps/translate/training/batching.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <utility>

namespace gloss::translate {

std::vector<std::vector<size_t>> make_batches(const EncodedPairs& pairs, int64_t words,
                                              uint64_t seed) {
  Rng rng{.seed = seed};
  std::vector<size_t> order(pairs.size());
  std::iota(order.begin(), order.end(), size_t{0});
  shuffle(order, rng);
  std::map<std::pair<size_t, size_t>, std::vector<size_t>> by_length;  // of target and source
  for (const size_t i : order)
    by_length[{pairs.target_size(i), pairs.source_size(i)}].push_back(i);
  std::vector<std::vector<size_t>> batches;
  size_t longest = 0;
  for (const auto& [lengths, indices] : by_length) {
    const size_t own = std::max(lengths.first, lengths.second) + 1;
    for (const size_t i : indices) {
      longest = std::max(longest, own);
      if (batches.empty() || longest * (batches.back().size() + 1) > static_cast<size_t>(words)) {
        batches.emplace_back();
        longest = own;
      }
      batches.back().push_back(i);
    }
  }
  shuffle(batches, rng);
  return batches;
}

models::Batch assemble(const EncodedPairs& pairs, const std::vector<size_t>& indices) {
  std::vector<std::vector<int32_t>> sources, targets;
  for (const size_t i : indices) {
    EncodedPair pair = pairs[i];
    sources.push_back(std::move(pair.source));
    targets.push_back(std::move(pair.target));
  }
  return {models::pad(sources), models::pad(targets)};
}

}  // namespace gloss::translate
