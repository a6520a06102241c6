#include "apps/translate/training/batching.h"

#include <algorithm>
#include <numeric>

namespace gloss::translate {

std::vector<std::vector<size_t>> make_batches(const std::vector<EncodedPair>& pairs, int64_t words,
                                              uint64_t seed) {
  Rng rng{.seed = seed};
  std::vector<size_t> order(pairs.size());
  std::iota(order.begin(), order.end(), size_t{0});
  shuffle(order, rng);
  std::ranges::stable_sort(order, {}, [&](size_t i) {
    return std::pair(pairs[i].target.size(), pairs[i].source.size());
  });
  std::vector<std::vector<size_t>> batches;
  size_t longest = 0;
  for (const size_t i : order) {
    const size_t own = std::max(pairs[i].source.size(), pairs[i].target.size()) + 1;
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

models::Batch assemble(const std::vector<EncodedPair>& pairs, const std::vector<size_t>& indices) {
  std::vector<std::vector<int32_t>> sources, targets;
  for (const size_t i : indices) {
    sources.push_back(pairs[i].source);
    targets.push_back(pairs[i].target);
  }
  return {models::pad(sources), models::pad(targets)};
}

}  // namespace gloss::translate
