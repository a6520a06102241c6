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

// The merges of Sennrich et al. 2016, algorithm 1. The README of this folder has the plain loop
// that this function is tested against: it counts all pairs in each step. Here the counts are
// updated, so that a step costs only the words that hold the pair.
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
