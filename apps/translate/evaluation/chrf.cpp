#include <cctype>
#include <sstream>

#include "apps/translate/evaluation/metrics.h"
#include "apps/translate/evaluation/ngrams.h"
#include "apps/translate/text/unicode.h"

namespace gloss::translate {
namespace {

constexpr size_t kCharacterOrder = 6;
constexpr double kBetaSquared = 2 * 2;

bool is_ascii_punctuation(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 128 && std::ispunct(byte) != 0;
}

// Words as Popovic's program separates them: one punctuation mark is split off, the last one, or
// else the first. So "(hi)" is "(hi" and ")".
Sequence words_of(std::string_view line) {
  std::istringstream in(normalise_spaces(line));
  std::string words;
  for (std::string word; std::getline(in, word, ' ');) {
    const size_t last = word.size() - 1;
    if (last > 0 && is_ascii_punctuation(word[last]))
      word.insert(last, " ");
    else if (last > 0 && is_ascii_punctuation(word[0]))
      word.insert(1, " ");
    words += (words.empty() ? "" : " ") + word;
  }
  return Sequence::words(words);
}

// Appends for n = 1, ..., orders: n-grams of the hypothesis, of the reference, common ones.
void append_counts(Counts& counts, const Sequence& hypothesis, const Sequence& reference,
                   size_t orders) {
  const std::vector<double> common = matches(hypothesis, ngram_counts(reference, orders), orders);
  for (size_t n = 1; n <= orders; ++n) {
    // sacrebleu counts no n-grams of the hypothesis if the reference is too short to have any
    counts.push_back(reference.ngrams(n) > 0 ? hypothesis.ngrams(n) : 0);
    counts.push_back(reference.ngrams(n));
    counts.push_back(common[n - 1]);
  }
}

}  // namespace

Counts Chrf::count(std::string_view hypothesis,
                   std::span<const std::string_view> references) const {
  const auto word_order = static_cast<size_t>(options_.chrf_word_order);
  const auto text_of = [&](std::string_view line) {
    return options_.lowercase ? lowercase(line) : std::string(line);
  };
  const std::string ours = text_of(hypothesis);
  Counts best;
  double best_score = -1;
  for (const std::string_view reference : references) {
    const std::string theirs = text_of(reference);
    Counts counts;
    append_counts(counts, Sequence::characters(ours), Sequence::characters(theirs),
                  kCharacterOrder);
    if (word_order > 0) append_counts(counts, words_of(ours), words_of(theirs), word_order);
    const double counts_score = score(counts);
    if (counts_score <= best_score) continue;
    best_score = counts_score;
    best = std::move(counts);
  }
  return best;
}

double Chrf::score(const Counts& counts) const {
  double precision = 0, recall = 0, effective_order = 0;
  for (size_t i = 0; i < counts.size(); i += 3) {
    const double hypothesis = counts[i], reference = counts[i + 1], common = counts[i + 2];
    if (hypothesis == 0 || reference == 0) continue;
    precision += common / hypothesis;
    recall += common / reference;
    ++effective_order;
  }
  if (precision == 0) return 0;  // nothing in common
  precision /= effective_order;
  recall /= effective_order;
  const double f = (1 + kBetaSquared) * precision * recall / (kBetaSquared * precision + recall);
  return 100 * f;
}

std::string Chrf::name() const {
  return "chrF2" + std::string(static_cast<size_t>(options_.chrf_word_order), '+');
}

std::string Chrf::settings() const {
  return std::string("case:") + (options_.lowercase ? "lc" : "mixed") +
         "|eff:yes|nc:" + std::to_string(kCharacterOrder) +
         "|nw:" + std::to_string(options_.chrf_word_order) + "|space:no";
}

}  // namespace gloss::translate
