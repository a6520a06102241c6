#include "apps/translate/evaluation/chrf.h"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <iterator>

#include "apps/translate/text/unicode.h"

namespace gloss::translate {

namespace {

constexpr size_t kCharacterOrder = 6;
constexpr double kBetaSquared = 2 * 2;

bool is_ascii_punctuation(char32_t c) {
  return c < 128 && std::ispunct(static_cast<int>(c)) != 0;
}

// Words as Popovic's program separates them: one punctuation mark is split off, the last one, or
// else the first. So "(hi)" is "(hi" and ")".
std::vector<std::u32string> words_of(const std::u32string& line) {
  std::vector<std::u32string> words;
  for (size_t begin = 0, end; begin < line.size(); begin = end + 1) {
    end = begin;
    while (end < line.size() && !is_space(line[end]))
      ++end;
    const std::u32string word = line.substr(begin, end - begin);
    if (word.size() > 1 && is_ascii_punctuation(word.back())) {
      words.push_back(word.substr(0, word.size() - 1));
      words.push_back(word.substr(word.size() - 1));
    } else if (word.size() > 1 && is_ascii_punctuation(word.front())) {
      words.push_back(word.substr(0, 1));
      words.push_back(word.substr(1));
    } else if (!word.empty()) {
      words.push_back(word);
    }
  }
  return words;
}

// A line as n-grams are taken from it.
struct Units {
  std::u32string characters;  // without white space
  std::vector<std::u32string> words;

  Units(std::string_view line, const ChrfOptions& options)
      : characters(decode_utf8(options.lowercase ? lowercase(line) : std::string(line))) {
    if (options.word_order > 0) words = words_of(characters);
    std::erase_if(characters, [](char32_t c) { return is_space(c); });
  }
};

template <class Unit>
bool precedes(std::span<const Unit> a, std::span<const Unit> b) {
  return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end());
}

template <class Unit>
std::vector<std::span<const Unit>> sorted_ngrams(std::span<const Unit> units, size_t n) {
  std::vector<std::span<const Unit>> ngrams;
  for (size_t first = 0; first + n <= units.size(); ++first)
    ngrams.push_back(units.subspan(first, n));
  std::sort(ngrams.begin(), ngrams.end(), precedes<Unit>);
  return ngrams;
}

template <class Unit>
void count_orders(std::span<const Unit> hypothesis, std::span<const Unit> reference, size_t orders,
                  ChrfCounts& counts) {
  for (size_t n = 1; n <= orders; ++n) {
    const auto ours = sorted_ngrams(hypothesis, n), theirs = sorted_ngrams(reference, n);
    std::vector<std::span<const Unit>> common;  // each as often as the side that has it less often
    std::set_intersection(ours.begin(), ours.end(), theirs.begin(), theirs.end(),
                          std::back_inserter(common), precedes<Unit>);
    // sacrebleu does not count what a reference without any such n-gram could never confirm
    counts.orders.push_back(
        {theirs.empty() ? 0 : std::ssize(ours), std::ssize(theirs), std::ssize(common)});
  }
}

}  // namespace

ChrfCounts& ChrfCounts::operator+=(const ChrfCounts& other) {
  orders.resize(std::max(orders.size(), other.orders.size()));
  for (size_t i = 0; i < other.orders.size(); ++i) {
    orders[i].hypothesis += other.orders[i].hypothesis;
    orders[i].reference += other.orders[i].reference;
    orders[i].common += other.orders[i].common;
  }
  return *this;
}

ChrfCounts chrf_counts(std::string_view hypothesis, std::span<const std::string_view> references,
                       const ChrfOptions& options) {
  check(!references.empty(), "chrf", "there is no reference");
  check(options.word_order >= 0, "chrf", "word_order is ", options.word_order);
  const Units ours(hypothesis, options);
  ChrfCounts best;
  double best_score = -1;
  for (const std::string_view reference : references) {
    const Units theirs(reference, options);
    ChrfCounts counts;
    count_orders<char32_t>(ours.characters, theirs.characters, kCharacterOrder, counts);
    count_orders<std::u32string>(ours.words, theirs.words, static_cast<size_t>(options.word_order),
                                 counts);
    const double score = chrf_score(counts).score;
    if (score <= best_score) continue;
    best_score = score;
    best = std::move(counts);
  }
  return best;
}

ChrfScore chrf_score(const ChrfCounts& counts) {
  double precision = 0, recall = 0, effective_order = 0;
  for (const ChrfCounts::Order& order : counts.orders) {
    if (order.hypothesis == 0 || order.reference == 0) continue;
    const auto common = static_cast<double>(order.common);
    precision += common / static_cast<double>(order.hypothesis);
    recall += common / static_cast<double>(order.reference);
    ++effective_order;
  }
  if (precision == 0) return {};  // nothing in common
  precision /= effective_order;
  recall /= effective_order;
  const double score =
      (1 + kBetaSquared) * precision * recall / (kBetaSquared * precision + recall);
  return {100 * score, 100 * precision, 100 * recall};
}

ChrfScore corpus_chrf(std::span<const std::string> hypotheses, References references,
                      const ChrfOptions& options) {
  const auto count = [&](std::string_view hypothesis, const auto& of_this) {
    return chrf_counts(hypothesis, of_this, options);
  };
  return chrf_score(total(count_sentences("chrf", hypotheses, references, count)));
}

std::string chrf_name(const ChrfOptions& options) {
  return "chrF2" + std::string(static_cast<size_t>(options.word_order), '+');
}

std::string chrf_settings(const ChrfOptions& options) {
  return std::string("case:") + (options.lowercase ? "lc" : "mixed") +
         "|eff:yes|nc:" + std::to_string(kCharacterOrder) +
         "|nw:" + std::to_string(options.word_order) + "|space:no";
}

}  // namespace gloss::translate
