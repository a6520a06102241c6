#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

// Byte-pair encoding of words: Sennrich, Haddow and Birch, "Neural Machine Translation of Rare
// Words with Subword Units", 2016. A word starts as its characters. Merges, learnt from the most
// frequent pair of neighbours to the rarest, join them again. Frequent words become one symbol,
// rare ones a few.

namespace gloss::translate {

using Symbols = std::vector<std::string>;

// Wherever `left` stands before `right`, they become one symbol, left + right.
struct Merge {
  std::string left, right;

  auto operator<=>(const Merge&) const = default;  // by bytes, left symbol first
};

// "left right", as files of merges write it. Nothing unless the line is two symbols and a space.
std::optional<Merge> parse_merge(std::string_view line);

// Merges in the order in which they were learnt. Symbols are their texts: "abc" is one symbol,
// whether it came from "ab" + "c" or from "a" + "bc".
class MergeTable {
 public:
  MergeTable() = default;
  explicit MergeTable(std::vector<Merge> merges);  // std::invalid_argument if a side is empty

  // Applies merges to the symbols of a word. Equal to this loop (tests/.../bpe_test.cpp has it):
  //
  //   repeat: find the earliest learnt merge of any two neighbours; stop if there is none
  //           apply it at all its places, from left to right
  //
  // but O(n log n) in the number of symbols.
  Symbols apply(Symbols symbols) const;

  // The earliest merge that makes the symbol, or nullptr.
  const Merge* making(const std::string& symbol) const;

  const std::vector<Merge>& merges() const { return merges_; }

 private:
  struct Result {
    int32_t rank, id;  // the merge's position in the order, and the symbol that it makes
  };

  int32_t add_symbol(const std::string& text);
  const Result* find(int32_t left, int32_t right) const;

  std::vector<Merge> merges_;
  std::unordered_map<std::string, int32_t> ids_;  // of the symbols that take part in merges
  std::unordered_map<uint64_t, Result> results_;  // by pair of ids
  std::unordered_map<std::string, size_t> making_;
};

// Two ids as one key.
inline uint64_t pair_key(int32_t left, int32_t right) {
  return (static_cast<uint64_t>(static_cast<uint32_t>(left)) << 32) | static_cast<uint32_t>(right);
}

}  // namespace gloss::translate
