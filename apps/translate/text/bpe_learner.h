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

// How lines are cut into words: `next` gives the word that starts at a byte, words for which
// `counts` is false are left out, and every line is read as if it began with `prefix`. The
// functions are called from several threads and must not throw.
struct WordCutter {
  std::string_view (*next)(std::string_view line, size_t at);
  bool (*counts)(std::string_view word) = [](std::string_view) { return true; };
  std::string_view prefix = "";
};

// How often each word occurs.
TokenCounts count_words(std::span<const std::string> lines, const WordCutter& cutter);

// Adds the counts of `more` to `counts`.
void add_counts(TokenCounts& counts, const TokenCounts& more);

struct LearnOptions {
  int64_t merges = 10000;  // fewer if no pair is frequent enough any more
  int64_t min_count = 2;   // of a pair
  bool larger_pair_first = false;
};

// The merges of Sennrich et al. 2016, algorithm 1: in each step the most frequent pair of
// neighbouring symbols in all words becomes a symbol. Of equally frequent pairs the one that is
// smaller in the order of its bytes, left symbol first, is taken (the larger one if so asked): the
// result depends on the counts alone.
//
// `spell` gives the symbols in which a word starts. Pairs with a symbol for which `mergeable` is
// false are never merged.
//
// Each step costs the words that hold the pair: counts are kept up to date, not computed again.
std::vector<Merge> learn_merges(
    const TokenCounts& words, const std::function<Symbols(const std::string& word)>& spell,
    const LearnOptions& options,
    const std::function<bool(const std::string& symbol)>& mergeable = nullptr);

}  // namespace gloss::translate
