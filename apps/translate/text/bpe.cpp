#include "apps/translate/text/bpe.h"

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

MergeTable::MergeTable(std::vector<Merge> merges) : merges_(std::move(merges)) {
  ids_.reserve(merges_.size());
  results_.reserve(merges_.size());
  making_.reserve(merges_.size());
  for (size_t i = 0; i < merges_.size(); ++i) {
    const Merge& merge = merges_[i];
    check(!merge.left.empty() && !merge.right.empty(), "bpe", "merge ", i, " has an empty side");
    const std::string merged = merge.left + merge.right;
    const int32_t left = add_symbol(merge.left), right = add_symbol(merge.right);
    results_.emplace(pair_key(left, right), Result{static_cast<int32_t>(i), add_symbol(merged)});
    making_.emplace(merged, i);
  }
}

int32_t MergeTable::add_symbol(const std::string& text) {
  return ids_.emplace(text, static_cast<int32_t>(ids_.size())).first->second;
}

const Merge* MergeTable::making(const std::string& symbol) const {
  const auto found = making_.find(symbol);
  return found == making_.end() ? nullptr : &merges_[found->second];
}

// Takes O(n log n) for n symbols: the possible merges wait in a queue, and symbols are joined at
// the place of the left one, in a linked list of places, so that the others need not move.
Symbols MergeTable::apply(Symbols symbols) const {
  constexpr int32_t kNoSymbol = -1;  // takes part in no merge
  struct Place {
    int32_t id;
    size_t before, after;     // its neighbours' places; after the last symbol: n
    Result merge = kNoMerge;  // with the symbol after it
  };
  const size_t n = symbols.size();
  std::vector<Place> places;
  places.reserve(n);
  for (const std::string& symbol : symbols) {
    const auto found = ids_.find(symbol);
    const size_t i = places.size();
    places.push_back({found == ids_.end() ? kNoSymbol : found->second, i - 1, i + 1});
  }
  using Candidate = std::pair<int32_t, size_t>;  // a rank, and the place that has this merge
  std::priority_queue<Candidate, std::vector<Candidate>, std::greater<>> candidates;
  const auto update = [&](size_t i) {
    Place& place = places[i];
    if (place.after == n) return;
    const auto found = results_.find(pair_key(place.id, places[place.after].id));
    place.merge = found == results_.end() ? kNoMerge : found->second;
    if (found != results_.end()) candidates.emplace(place.merge.rank, i);
  };
  for (size_t i = 0; i < n; ++i)
    update(i);

  std::vector<size_t> merged;  // by one merge, at all its places before the next one is looked for
  while (!candidates.empty()) {
    const int32_t rank = candidates.top().first;
    for (; !candidates.empty() && candidates.top().first == rank; candidates.pop()) {
      const size_t i = candidates.top().second;
      Place& left = places[i];
      if (left.merge.rank != rank) continue;  // the place has another merge now
      Place& right = places[left.after];
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
