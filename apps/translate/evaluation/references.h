#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "core/check.h"
#include "core/parallel.h"

// What all scores share: each hypothesis is counted against its references, and counts add up over
// the sentences of a corpus.

namespace gloss::translate {

// references[r][i] is reference r of hypothesis i.
using References = std::span<const std::vector<std::string>>;

// The references of hypothesis i. Where some have text, those without any are left out: a sentence
// may have fewer references than there are files.
std::vector<std::string_view> references_of(size_t i, References references);

// How many references the hypotheses have, "2", or "var" if not all have as many.
std::string number_of_references(References references);

// count(hypothesis, its references) of every hypothesis, in order. `op` is who complains of missing
// lines.
template <class Count>
auto count_sentences(const char* op, std::span<const std::string> hypotheses, References references,
                     const Count& count) {
  using Counts = std::invoke_result_t<Count, std::string_view, std::vector<std::string_view>>;
  check(!references.empty(), op, "there is no reference");
  for (const auto& reference : references) {
    check(reference.size() == hypotheses.size(), op, "there are ", hypotheses.size(),
          " hypotheses and ", reference.size(), " references");
  }
  std::vector<Counts> counts(hypotheses.size());
  const auto count_one = [&](size_t i) {
    counts[i] = count(hypotheses[i], references_of(i, references));
  };
  if (!counts.empty()) count_one(0);  // here, since options it refuses must not throw in a thread
  parallel_for(static_cast<int64_t>(counts.size()), 8, [&](int64_t begin, int64_t end) {
    for (int64_t i = std::max(begin, int64_t{1}); i < end; ++i)
      count_one(static_cast<size_t>(i));
  });
  return counts;
}

template <class Counts>
Counts total(const std::vector<Counts>& sentences) {
  Counts sum;
  for (const Counts& sentence : sentences)
    sum += sentence;
  return sum;
}

}  // namespace gloss::translate
