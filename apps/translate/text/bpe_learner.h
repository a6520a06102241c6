#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "apps/translate/text/bpe.h"
#include "apps/translate/text/vocabulary.h"

namespace gloss::translate {

// Calls visit(word) for each word of a line. Runs in several threads and must not throw.
using WordSplitter = void (*)(std::string_view line,
                              const std::function<void(std::string_view word)>& visit);

// How often each word occurs.
TokenCounts count_words(std::span<const std::string> lines, WordSplitter split);

struct LearnOptions {
  int64_t merges = 10000;  // fewer if no pair is frequent enough any more
  int64_t min_count = 2;   // of a pair
  bool larger_pair_first = false;
};

// The merges of Sennrich et al. 2016, algorithm 1:
//
//   repeat: count all pairs of neighbouring symbols in all words
//           the most frequent pair is the next merge; stop if it occurs less than min_count times
//           in all words, join the pair wherever it stands, from left to right
//
// Of equally frequent pairs it takes the one that is smaller in the order of its bytes, left symbol
// first (with larger_pair_first the larger one), so that the result depends on the counts alone.
// The loop itself is in tests/.../bpe_learner_test.cpp, fifteen lines that this function is tested
// against. Here counts are updated instead of counted again, so that a step costs only the words
// that hold the pair.
//
// `spell` gives the symbols in which a word starts. Pairs with a symbol for which `mergeable` is
// false are never merged.
std::vector<Merge> learn_merges(
    const TokenCounts& words, const std::function<Symbols(const std::string& word)>& spell,
    const LearnOptions& options,
    const std::function<bool(const std::string& symbol)>& mergeable = nullptr);

}  // namespace gloss::translate
