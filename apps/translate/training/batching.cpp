#include "apps/translate/training/batching.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "core/check.h"

namespace gloss::translate {

std::vector<Indices> make_batches(const EncodedPairs& pairs, int64_t words, uint64_t seed) {
  check(pairs.size() <= UINT32_MAX, "corpus", "too many pairs: ", pairs.size());
  Rng rng{.seed = seed};
  Indices order(pairs.size());
  std::iota(order.begin(), order.end(), uint32_t{0});
  shuffle(order, rng);
  struct Pair {
    uint32_t target, source, index;  // two lengths
  };
  std::vector<Pair> sorted;
  sorted.reserve(order.size());
  for (const uint32_t i : order)
    sorted.push_back({static_cast<uint32_t>(pairs.target_size(i)),
                      static_cast<uint32_t>(pairs.source_size(i)), i});
  std::ranges::stable_sort(sorted, {}, [](const Pair& p) { return std::pair(p.target, p.source); });
  std::vector<Indices> batches;
  size_t longest = 0;
  for (const auto& [target, source, i] : sorted) {
    const size_t own = size_t{std::max(target, source)} + 1;
    longest = std::max(longest, own);
    if (batches.empty() || longest * (batches.back().size() + 1) > static_cast<size_t>(words)) {
      if (!batches.empty()) batches.back().shrink_to_fit();
      batches.emplace_back();
      longest = own;
    }
    batches.back().push_back(i);
  }
  shuffle(batches, rng);
  return batches;
}

models::Batch assemble(const EncodedPairs& pairs, const Indices& indices) {
  std::vector<std::vector<int32_t>> sources, targets;
  for (const uint32_t i : indices) {
    EncodedPair pair = pairs[i];
    sources.push_back(std::move(pair.source));
    targets.push_back(std::move(pair.target));
  }
  return {models::pad(sources), models::pad(targets)};
}

}  // namespace gloss::translate
