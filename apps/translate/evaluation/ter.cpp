#include <algorithm>
#include <cstdint>
#include <sstream>
#include <unordered_map>

#include "apps/translate/evaluation/metrics.h"
#include "apps/translate/evaluation/shift_distance.h"
#include "apps/translate/evaluation/tokenizer_13a.h"
#include "apps/translate/text/unicode.h"

namespace gloss::translate {

Counts Ter::count(std::string_view hypothesis, std::span<const std::string_view> references) const {
  std::unordered_map<std::string, int32_t> ids;  // of the words of this sentence
  const auto words_of = [&](std::string_view line) {
    const std::string text = options_.ter_case_sensitive ? std::string(line) : lowercase(line);
    std::istringstream in(options_.ter_normalized ? tokenize_tercom(text) : normalise_spaces(text));
    WordIds words;
    for (std::string word; std::getline(in, word, ' ');)
      words.push_back(ids.try_emplace(word, static_cast<int32_t>(ids.size())).first->second);
    return words;
  };
  const WordIds ours = words_of(hypothesis);
  int64_t edits = INT64_MAX;
  double length = 0;
  for (const std::string_view reference : references) {
    const WordIds theirs = words_of(reference);
    edits = std::min(edits, shift_distance(ours, theirs));
    length += static_cast<double>(theirs.size());
  }
  return {static_cast<double>(edits), length / static_cast<double>(references.size())};
}

double Ter::score(const Counts& counts) const {
  const double edits = counts[0], reference_length = counts[1];
  if (reference_length > 0) return 100 * (edits / reference_length);
  return edits > 0 ? 100 : 0;
}

std::string Ter::settings() const {
  return std::string("case:") + (options_.ter_case_sensitive ? "mixed" : "lc") +
         "|tok:tercom|norm:" + (options_.ter_normalized ? "yes" : "no") + "|punct:yes|asian:no";
}

}  // namespace gloss::translate
