// Exercise 8: BLEU
//
//   BLEU = 100 BP (p_1 p_2 p_3 p_4)^(1/4)         p_n = correct_n / total_n
//   BP   = min(1, exp(1 - reference_length / length))
//
// total_n: the n-grams (n words in a row) of all translations. correct_n: those that stand in the
// reference of the same sentence, each at most as often as there, so that "the the the" is not
// three times right. Both are summed over all sentences before the division. Lengths are in words,
// of all sentences. If a p_n is 0, so is BLEU.
//
// Try it: cmake --workflow --preset exercise-8
// The solution: bleu() in apps/plain/bleu.h.
#pragma once

#include <string>
#include <vector>

namespace exercise {

using Sentence = std::vector<std::string>;  // its words

// Sentence i of the translations belongs to sentence i of the references.
inline double bleu(const std::vector<Sentence>& translations,
                   const std::vector<Sentence>& references) {
  // your code
  return -1;
}

}  // namespace exercise
