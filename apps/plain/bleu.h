// BLEU: how much of the translations stands in the references, from 0 to 100.
//
//   BLEU = 100 BP (p_1 p_2 p_3 p_4)^(1/4)         p_n = correct_n / total_n
//   BP   = min(1, exp(1 - reference_length / length))
//
// total_n counts the n-grams (n words in a row) of all translations, correct_n those that stand in
// the reference of the same sentence, each at most as often as there. Without the brevity penalty
// BP, a translation of the surest words alone would be best.
//
// Source: Papineni, Roukos, Ward and Zhu, "BLEU: a Method for Automatic Evaluation of Machine
// Translation" (2002).
#pragma once

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <vector>

namespace plain {

using Sentence = std::vector<std::string>;  // its words

inline std::map<Sentence, int> count_ngrams(const Sentence& words, size_t n) {
  std::map<Sentence, int> counts;
  for (size_t i = 0; i + n <= words.size(); ++i)
    ++counts[Sentence(words.begin() + i, words.begin() + i + n)];
  return counts;
}

inline double bleu(const std::vector<Sentence>& translations,
                   const std::vector<Sentence>& references) {
  double log_bleu = 0, length = 0, reference_length = 0;
  for (size_t n = 1; n <= 4; ++n) {
    double correct = 0, total = 0;
    for (size_t i = 0; i < translations.size(); ++i) {
      std::map<Sentence, int> expected = count_ngrams(references[i], n);
      for (const auto& [ngram, count] : count_ngrams(translations[i], n)) {
        correct += std::min(count, expected[ngram]);
        total += count;
      }
      length += n == 1 ? translations[i].size() : 0;
      reference_length += n == 1 ? references[i].size() : 0;
    }
    if (correct == 0) return 0;
    log_bleu += std::log(correct / total) / 4;
  }
  return 100 * std::exp(log_bleu + std::min(0.0, 1 - reference_length / length));
}

}  // namespace plain
