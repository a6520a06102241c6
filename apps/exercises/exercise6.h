// Exercise 6: learning byte-pair encoding
//
// `words` holds words as lists of symbols, at first single letters, and how often each occurs. At
// most `merges` times: count all pairs of neighbouring symbols over all words, take the most
// frequent pair (of equally frequent ones the first in alphabetical order, which is the order of a
// std::map), stop if it occurs only once, and join it wherever it stands, from left to right.
//
//   l o w 5 times, l o w e r 2 times      l o and o w occur 7 times: the first merge is l o
//   lo w, lo w e r                        lo w occurs 7 times: the second merge is lo w
//
// Try it: cmake --workflow --preset exercise-6
// The solution: learn_merges() in apps/plain/bpe.h.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace exercise {

using Merge = std::pair<std::string, std::string>;
using Words = std::map<std::vector<std::string>, int>;

inline std::vector<Merge> learn_merges(Words words, size_t merges) {
  std::vector<Merge> learnt;
  // your code
  return learnt;
}

}  // namespace exercise
