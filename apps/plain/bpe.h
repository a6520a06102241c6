// Byte-pair encoding: frequent words become one symbol, rare ones a few. A word
// is unknown only if it has a byte that no training word has.
//
//   learn   l o w, l o w e r, l o w     l o occurs 3 times and is joined; then lo w
//   split   l o w e s t -> low e s t    the merges again, in the order in which they were learnt
//
// A word starts as its bytes. Of equally frequent pairs the first in alphabetical order is joined.
//
// Source: Sennrich, Haddow and Birch, "Neural Machine Translation of Rare Words with Subword Units"
// (2016), algorithm 1.
#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <vector>

namespace plain {

using Symbols = std::vector<std::string>;
using Merge = std::pair<std::string, std::string>;
using Words = std::map<Symbols, int>;  // words as their symbols, and how often they occur

// From left to right: a a a becomes aa a.
inline Symbols join(const Symbols& symbols, const Merge& pair) {
  Symbols joined;
  for (size_t i = 0; i < symbols.size(); ++i) {
    joined.push_back(symbols[i]);
    if (i + 1 < symbols.size() && Merge(symbols[i], symbols[i + 1]) == pair)
      joined.back() += symbols[++i];
  }
  return joined;
}

inline Words join(const Words& words, const Merge& pair) {
  Words joined;
  for (const auto& [symbols, count] : words)
    joined[join(symbols, pair)] += count;
  return joined;
}

inline std::map<Merge, int> count_pairs(const Words& words) {
  std::map<Merge, int> pairs;
  for (const auto& [symbols, count] : words)
    for (size_t i = 0; i + 1 < symbols.size(); ++i)
      pairs[{symbols[i], symbols[i + 1]}] += count;
  return pairs;
}

// At most so many merges. A pair that occurs once is not worth a symbol.
inline std::vector<Merge> learn_merges(Words words, size_t merges) {
  std::vector<Merge> learnt;
  while (learnt.size() < merges) {
    const auto pairs = count_pairs(words);
    const auto best = std::ranges::max_element(pairs, {}, [](auto& pair) { return pair.second; });
    if (best == pairs.end() || best->second < 2) break;
    learnt.push_back(best->first);
    words = join(words, best->first);
  }
  return learnt;
}

// Again and again the earliest learnt merge of any two neighbours, until there is none.
inline Symbols split(const std::vector<Merge>& merges, const Symbols& symbols) {
  for (const Merge& merge : merges)
    if (const Symbols joined = join(symbols, merge); joined != symbols)
      return split(merges, joined);
  return symbols;
}

}  // namespace plain
