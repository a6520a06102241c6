#include "apps/translate/text/bpe.h"

#include <algorithm>
#include <array>
#include <bit>
#include <functional>
#include <queue>
#include <utility>

#include "core/check.h"

namespace gloss::translate {

std::optional<Merge> parse_merge(std::string_view line) {
  const size_t space = line.find(' ');
  if (space == line.npos || line.find(' ', space + 1) != line.npos) return std::nullopt;
  Merge merge{std::string(line.substr(0, space)), std::string(line.substr(space + 1))};
  if (merge.left.empty() || merge.right.empty()) return std::nullopt;
  return merge;
}

MergeDropout::MergeDropout(double probability, Rng rng)
    : threshold_(static_cast<uint64_t>(probability * 0x1p32)), rng_(rng) {
  check(probability >= 0 && probability <= 1, "bpe", "dropout must be in [0, 1]: ", probability);
}

void MergeDropout::refill() {
  const auto count = static_cast<int64_t>(words_.size());
  rng_.blocks(rng_.reserve(count), count / 4, words_.data());
  next_ = 0;
}

MergeTable::MergeTable(std::vector<Merge> merges) : merges_(std::move(merges)) {
  results_.resize(std::bit_ceil(2 * merges_.size() + 1), {0, kNoMerge});
  for (size_t i = 0; i < merges_.size(); ++i) {
    const Merge& merge = merges_[i];
    check(!merge.left.empty() && !merge.right.empty(), "bpe", "merge ", i, " has an empty side");
    const std::string merged = merge.left + merge.right;
    const int32_t left = add_symbol(merge.left), right = add_symbol(merge.right);
    const Result result{static_cast<int32_t>(i), add_symbol(merged)};
    auto& slot = results_[slot_of(pair_key(left, right))];
    if (slot.second.rank == kNoMerge.rank) slot = {pair_key(left, right), result};
    if (!making_.find(merged)) making_.add(merged, 1)[0] = static_cast<int32_t>(i);
  }
}

int32_t MergeTable::add_symbol(const std::string& text) {
  if (const auto found = ids_.find(text)) return found->front();
  const auto id = static_cast<int32_t>(ids_.size());
  return ids_.add(text, 1)[0] = id;
}

int32_t MergeTable::id_of(const std::string& symbol) const {
  const auto found = ids_.find(symbol);
  return found ? found->front() : kNoSymbol;
}

// Linear probing: one cache miss for each pair.
size_t MergeTable::slot_of(uint64_t key) const {
  const size_t mask = results_.size() - 1;
  size_t at = (key * 0x9E3779B97F4A7C15 >> 32) & mask;
  while (results_[at].second.rank != kNoMerge.rank && results_[at].first != key)
    at = (at + 1) & mask;
  return at;
}

MergeTable::Result MergeTable::result(int32_t left, int32_t right) const {
  return results_[slot_of(pair_key(left, right))].second;
}

const Merge* MergeTable::making(const std::string& symbol) const {
  const auto found = making_.find(symbol);
  return found ? &merges_[static_cast<size_t>(found->front())] : nullptr;
}

struct MergeTable::Place {
  int32_t id;
  size_t begin;     // its first symbol
  Result merge;     // with the place after it
  bool is_changed;  // by the last merge
  bool is_skipped;  // by dropout, in this step
};

// Looks at all places for each merge. Symbols are joined at the end.
template <class Skips>
Symbols MergeTable::apply_in_steps(const Symbols& symbols, std::span<Place> places,
                                   const Skips& skips) const {
  size_t n = symbols.size();
  for (size_t i = 0; i < n; ++i)
    places[i] = {id_of(symbols[i]), i, kNoMerge, true, false};
  for (;;) {
    int32_t rank = kNoMerge.rank;
    for (size_t i = 0; i + 1 < n; ++i) {
      if (places[i].is_changed || places[i + 1].is_changed)
        places[i].merge = result(places[i].id, places[i + 1].id);
      places[i].is_skipped = places[i].merge.rank != kNoMerge.rank && skips();
      if (!places[i].is_skipped) rank = std::min(rank, places[i].merge.rank);
    }
    if (rank == kNoMerge.rank) break;
    size_t kept = 0;
    for (size_t i = 0; i < n; ++i) {
      Place place = places[i];
      place.is_changed = i + 1 < n && place.merge.rank == rank && !place.is_skipped;
      if (place.is_changed) {
        place.id = place.merge.id;
        ++i;
      }
      places[kept++] = place;
    }
    n = kept;
    places[n - 1].merge = kNoMerge;
  }
  Symbols joined(n);
  for (size_t i = 0; i < n; ++i)
    for (size_t at = places[i].begin; at < (i + 1 < n ? places[i + 1].begin : symbols.size()); ++at)
      joined[i] += symbols[at];
  return joined;
}

// Few symbols: in steps. Many: takes O(n log n) for n symbols: the possible merges wait in a queue,
// and symbols are joined at the place of the left one, in a linked list of places, so that the
// others need not move.
Symbols MergeTable::apply(Symbols symbols, MergeDropout* dropout) const {
  if (dropout != nullptr) {
    std::vector<Place> all(symbols.size());
    return apply_in_steps(symbols, all, [dropout] { return dropout->skips(); });
  }
  if (symbols.size() <= kFew) {
    std::array<Place, kFew> few;
    return apply_in_steps(symbols, few, [] { return false; });
  }
  struct LinkedPlace {
    int32_t id;
    size_t before, after;     // its neighbours' places; after the last symbol: n
    Result merge = kNoMerge;  // with the symbol after it
  };
  const size_t n = symbols.size();
  std::vector<LinkedPlace> places;
  places.reserve(n);
  for (size_t i = 0; i < n; ++i)
    places.push_back({id_of(symbols[i]), i - 1, i + 1});
  using Candidate = std::pair<int32_t, size_t>;  // a rank, and the place that has this merge
  std::priority_queue<Candidate, std::vector<Candidate>, std::greater<>> candidates;
  const auto update = [&](size_t i) {
    LinkedPlace& place = places[i];
    if (place.after == n) return;
    place.merge = result(place.id, places[place.after].id);
    if (place.merge.rank != kNoMerge.rank) candidates.emplace(place.merge.rank, i);
  };
  for (size_t i = 0; i < n; ++i)
    update(i);

  std::vector<size_t> merged;  // by one merge, at all its places before the next one is looked for
  while (!candidates.empty()) {
    const int32_t rank = candidates.top().first;
    for (; !candidates.empty() && candidates.top().first == rank; candidates.pop()) {
      const size_t i = candidates.top().second;
      LinkedPlace& left = places[i];
      if (left.merge.rank != rank) continue;  // the place has another merge now
      LinkedPlace& right = places[left.after];
      symbols[i] += std::exchange(symbols[left.after], "");
      left = {left.merge.id, left.before, right.after};
      right.merge = kNoMerge;
      if (left.after < n) places[left.after].before = i;
      merged.push_back(i);
    }
    for (const size_t i : merged) {
      if (i > 0) update(places[i].before);
      update(i);
    }
    merged.clear();
  }
  std::erase(symbols, "");
  return symbols;
}

}  // namespace gloss::translate
