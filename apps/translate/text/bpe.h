#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "apps/translate/text/vocabulary.h"
#include "core/random.h"

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

// BPE-dropout (Provilkov, Emelianenko and Voita, "BPE-Dropout: Simple and Effective Subword
// Regularization", 2020, algorithm 1): before each merge, each place where one is possible is
// skipped with this probability. A network then sees a word in many segmentations.
class MergeDropout {
 public:
  MergeDropout(double probability, Rng rng);  // probability in [0, 1]

  bool skips() {
    if (next_ == words_.size()) refill();
    return words_[next_++] < threshold_;
  }

 private:
  void refill();

  uint64_t threshold_;
  Rng rng_;
  std::array<uint32_t, 64> words_;  // as many as Rng draws at a time
  size_t next_ = words_.size();
};

// Merges in the order in which they were learnt. Symbols are their texts: "abc" is one symbol,
// whether it came from "ab" + "c" or from "a" + "bc".
class MergeTable {
 public:
  MergeTable() = default;
  explicit MergeTable(std::vector<Merge> merges);  // std::invalid_argument if a side is empty

  // Applies merges to the symbols of a word: again and again the earliest learnt merge of any two
  // neighbours, at all its places from left to right. With dropout, at those that are not skipped.
  Symbols apply(Symbols symbols, MergeDropout* dropout = nullptr) const;

  // The earliest merge that makes the symbol, or nullptr.
  const Merge* making(const std::string& symbol) const;

  const std::vector<Merge>& merges() const { return merges_; }

 private:
  struct Result {
    int32_t rank, id;  // the merge's position in the order, and the symbol that it makes
  };
  static constexpr Result kNoMerge{INT32_MAX, 0};
  static constexpr int32_t kNoSymbol = -1;  // takes part in no merge
  static constexpr size_t kFew = 24;        // symbols; nearly all words have fewer

  int32_t add_symbol(const std::string& text);
  int32_t id_of(const std::string& symbol) const;
  size_t slot_of(uint64_t key) const;
  Result result(int32_t left, int32_t right) const;  // kNoMerge if there is none
  struct Place;
  template <class Skips>
  Symbols apply_in_steps(const Symbols& symbols, std::span<Place> places, const Skips& skips) const;

  std::vector<Merge> merges_;
  WordMap<int32_t> ids_;  // of the symbols that take part in merges
  std::vector<std::pair<uint64_t, Result>> results_{1, {0, kNoMerge}};  // hash table by pair of ids
  WordMap<int32_t> making_;  // the merge that makes a symbol
};

// Two ids as one key.
inline uint64_t pair_key(int32_t left, int32_t right) {
  return (static_cast<uint64_t>(static_cast<uint32_t>(left)) << 32) | static_cast<uint32_t>(right);
}

// Calls visit(word) for each word of a line. Runs in several threads and must not throw.
using WordSplitter = std::function<void(std::string_view line,
                                        const std::function<void(std::string_view word)>& visit)>;

// Counts how often each word occurs in lines that come bit by bit.
class WordCounter {
 public:
  explicit WordCounter(WordSplitter split) : split_(std::move(split)) {}

  void add(std::span<const std::string_view> lines);
  TokenCounts take();  // the counts so far; begins again

 private:
  WordSplitter split_;
  std::vector<TokenCounts> parts_;  // each filled by one thread at a time
};

// How often each word occurs.
TokenCounts count_words(std::span<const std::string> lines, const WordSplitter& split);

struct LearnOptions {
  int64_t merges = 10000;  // fewer if no pair is frequent enough any more
  int64_t min_count = 2;   // of a pair
  bool larger_pair_first = false;
};

// The merges of Sennrich et al. 2016, algorithm 1. apps/plain/bpe.h has the plain loop that this
// function is tested against: it counts all pairs in each step. Here the counts are updated, so
// that a step costs only the words that hold the pair.
//
// Of equally frequent pairs the one that is smaller in the order of its bytes, left symbol first,
// is merged (with larger_pair_first the larger one): the result depends on the counts alone.
//
// `spell` gives the symbols in which a word starts. Pairs with a symbol for which `mergeable` is
// false are never merged.
std::vector<Merge> learn_merges(
    const TokenCounts& words, const std::function<Symbols(const std::string& word)>& spell,
    const LearnOptions& options,
    const std::function<bool(const std::string& symbol)>& mergeable = nullptr);

}  // namespace gloss::translate
