#include "apps/translate/text/bpe.h"

#include <algorithm>
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

Symbols MergeTable::apply(Symbols symbols) const {
  constexpr int32_t kNoSymbol = -1;  // takes part in no merge
  std::vector<int32_t> ids;
  for (const std::string& symbol : symbols) {
    const auto found = ids_.find(symbol);
    ids.push_back(found == ids_.end() ? kNoSymbol : found->second);
  }
  std::vector<Result> merges(ids.size(), kNoMerge);  // of each symbol with the next one
  const auto update = [&](size_t i) {
    const auto found =
        i + 1 < ids.size() ? results_.find(pair_key(ids[i], ids[i + 1])) : results_.end();
    merges[i] = found == results_.end() ? kNoMerge : found->second;
  };
  for (size_t i = 0; i < ids.size(); ++i)
    update(i);

  std::vector<size_t> merged;  // the places of a merge, in the shorter word
  for (;;) {
    const auto earliest = std::ranges::min_element(merges, {}, &Result::rank);
    if (earliest == merges.end() || earliest->rank == kNoMerge.rank) return symbols;
    const Result best = *earliest;
    merged.clear();
    size_t kept = 0;
    for (size_t i = 0; i < ids.size(); ++i, ++kept) {
      const bool here = merges[i].rank == best.rank;
      if (here) {
        merged.push_back(kept);
        symbols[i] += symbols[i + 1];
      }
      if (kept < i) symbols[kept] = std::move(symbols[i]);
      ids[kept] = here ? best.id : ids[i];
      merges[kept] = merges[i];
      if (here) ++i;
    }
    symbols.resize(kept);
    ids.resize(kept);
    merges.resize(kept);
    for (const size_t place : merged) {
      if (place > 0) update(place - 1);
      update(place);
    }
  }
}

}  // namespace gloss::translate
