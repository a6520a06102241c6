#include "apps/translate/training/batching.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace gloss::translate {

std::vector<std::vector<size_t>> make_batches(const EncodedPairs& pairs, int64_t words,
                                              uint64_t seed) {
  Rng rng{.seed = seed};
  std::vector<size_t> order(pairs.size());
  std::iota(order.begin(), order.end(), size_t{0});
  shuffle(order, rng);
  std::ranges::stable_sort(
      order, {}, [&](size_t i) { return std::pair(pairs.target_size(i), pairs.source_size(i)); });
  std::vector<std::vector<size_t>> batches;
  size_t longest = 0;
  for (const size_t i : order) {
    const size_t own = std::max(pairs.source_size(i), pairs.target_size(i)) + 1;
    longest = std::max(longest, own);
    if (batches.empty() || longest * (batches.back().size() + 1) > static_cast<size_t>(words)) {
      batches.emplace_back();
      longest = own;
    }
    batches.back().push_back(i);
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
