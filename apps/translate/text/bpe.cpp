#include "apps/translate/text/bpe.h"

#include <functional>
#include <queue>
#include <utility>

#include "core/check.h"

namespace gloss::translate {
namespace {

constexpr int32_t kNoSymbol = -1;  // takes part in no merge

// Two neighbours that a merge joins. Out of date once either has become another symbol.
struct Candidate {
  int32_t rank;        // of the merge
  size_t left, right;  // positions of the symbols
  int32_t left_id, right_id, merged_id;

  bool operator>(const Candidate& other) const {
    return rank != other.rank ? rank > other.rank : left > other.left;
  }
};

}  // namespace

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

const MergeTable::Result* MergeTable::find(int32_t left, int32_t right) const {
  if (left == kNoSymbol || right == kNoSymbol) return nullptr;
  const auto found = results_.find(pair_key(left, right));
  return found == results_.end() ? nullptr : &found->second;
}

const Merge* MergeTable::making(const std::string& symbol) const {
  const auto found = making_.find(symbol);
  return found == making_.end() ? nullptr : &merges_[found->second];
}

Symbols MergeTable::apply(Symbols symbols) const {
  const size_t n = symbols.size();
  if (n < 2) return symbols;
  // The symbols as a linked list. A merge takes the place of its left symbol and removes the right.
  struct Place {
    int32_t id;             // kNoSymbol also if the symbol is removed
    size_t previous, next;  // of the last symbol n
  };
  std::vector<Place> places(n);
  for (size_t i = 0; i < n; ++i) {
    const auto found = ids_.find(symbols[i]);
    places[i] = {found == ids_.end() ? kNoSymbol : found->second, i - 1, i + 1};
  }
  std::priority_queue<Candidate, std::vector<Candidate>, std::greater<>> candidates;
  const auto consider = [&](size_t left, size_t right) {
    const int32_t left_id = places[left].id, right_id = places[right].id;
    if (const Result* result = find(left_id, right_id))
      candidates.push({result->rank, left, right, left_id, right_id, result->id});
  };
  for (size_t i = 0; i + 1 < n; ++i)
    consider(i, i + 1);

  // One merge at all its places comes before the candidates that it gives rise to, even if the
  // merge of such a candidate was learnt earlier.
  std::vector<Candidate> round;
  while (!candidates.empty()) {
    round.clear();
    const int32_t rank = candidates.top().rank;
    for (; !candidates.empty() && candidates.top().rank == rank; candidates.pop())
      round.push_back(candidates.top());
    for (const Candidate& c : round) {
      Place &left = places[c.left], &right = places[c.right];
      if (left.id != c.left_id || right.id != c.right_id) continue;  // out of date
      symbols[c.left] += symbols[c.right];
      symbols[c.right].clear();
      left.id = c.merged_id;
      right.id = kNoSymbol;
      left.next = right.next;
      if (left.next < n) {
        places[left.next].previous = c.left;
        consider(c.left, left.next);
      }
      if (c.left > 0) consider(left.previous, c.left);
    }
  }
  std::erase_if(symbols, [](const std::string& symbol) { return symbol.empty(); });
  return symbols;
}

}  // namespace gloss::translate
