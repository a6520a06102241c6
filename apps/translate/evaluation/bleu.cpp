#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>

#include "apps/translate/evaluation/metrics.h"
#include "apps/translate/evaluation/ngrams.h"
#include "apps/translate/evaluation/tokenizer_13a.h"
#include "apps/translate/text/unicode.h"
#include "core/io/json.h"

namespace gloss::translate {
namespace {

constexpr size_t kOrders = 4;
constexpr double kFloor = 0.1;
constexpr double kAddK = 1;

// The order of the counts: correct n-grams, all n-grams, length of the hypothesis, of the
// reference.
constexpr size_t kCorrect = 0, kTotal = kOrders, kSysLen = 2 * kOrders, kRefLen = kSysLen + 1;

Sequence words_of(std::string_view line, const EvaluateOptions& options) {
  const std::string text = options.lowercase ? lowercase(line) : std::string(line);
  const bool tokenized = options.tokenize == BleuTokens::k13a;
  return Sequence::words(tokenized ? tokenize_13a(text) : normalise_spaces(text));
}

// How often each n-gram occurs in the reference that has it most often.
NgramCounts largest_counts(const std::vector<Sequence>& references) {
  NgramCounts largest;
  for (const Sequence& reference : references)
    for (const auto& [ngram, count] : ngram_counts(reference, kOrders)) {
      int64_t& so_far = largest[ngram];
      so_far = std::max(so_far, count);
    }
  return largest;
}

double closest_length(size_t length, const std::vector<Sequence>& references) {
  std::pair<size_t, size_t> closest = {SIZE_MAX, 0};  // distance, length: the shorter wins a tie
  for (const Sequence& reference : references) {
    const size_t other = reference.size();
    closest = std::min(closest, {std::max(other, length) - std::min(other, length), other});
  }
  return static_cast<double>(closest.second);
}

}  // namespace

Counts Bleu::count(std::string_view hypothesis,
                   std::span<const std::string_view> references) const {
  const Sequence words = words_of(hypothesis, options_);
  std::vector<Sequence> reference_words;
  for (const std::string_view reference : references)
    reference_words.push_back(words_of(reference, options_));

  Counts counts = matches(words, largest_counts(reference_words), kOrders);
  for (size_t n = 1; n <= kOrders; ++n)
    counts.push_back(words.ngrams(n));
  counts.push_back(static_cast<double>(words.size()));
  counts.push_back(closest_length(words.size(), reference_words));
  return counts;
}

Bleu::Parts Bleu::parts(const Counts& counts) const {
  const Smoothing smoothing = options_.smooth_method;
  Parts p;
  std::copy_n(counts.begin() + kCorrect, kOrders, p.correct.begin());
  std::copy_n(counts.begin() + kTotal, kOrders, p.total.begin());
  p.sys_len = counts[kSysLen];
  p.ref_len = counts[kRefLen];
  p.ratio = p.ref_len > 0 ? p.sys_len / p.ref_len : 0;
  // exp(-inf) = 0 for an empty hypothesis
  p.brevity_penalty = p.sys_len < p.ref_len ? std::exp(1 - p.ref_len / p.sys_len) : 1;
  if (p.correct == std::array<double, kOrders>{}) return p;

  size_t order = 0;
  double smoothed_matches = 1;
  for (size_t i = 0; i < kOrders; ++i) {
    if (smoothing == Smoothing::kAddK && i > 0) {
      p.correct[i] += kAddK;
      p.total[i] += kAddK;
    }
    if (p.total[i] == 0) break;
    order = i + 1;
    double correct = p.correct[i];
    if (correct == 0 && smoothing == Smoothing::kFloor) correct = kFloor;
    if (correct == 0 && smoothing == Smoothing::kExp) {
      smoothed_matches /= 2;
      correct = smoothed_matches;
    }
    p.precisions[i] = 100 * correct / p.total[i];
  }
  if (!options_.sentence_level) order = kOrders;
  double log_sum = 0;
  for (size_t i = 0; i < order; ++i)
    log_sum += std::log(p.precisions[i]);  // log 0 = -inf
  p.score = p.brevity_penalty * std::exp(log_sum / static_cast<double>(order));
  return p;
}

std::string Bleu::details(const Counts& counts) const {
  const Parts p = parts(counts);
  std::string text;
  for (const double precision : p.precisions)
    text += (text.empty() ? "" : "/") + fixed(precision, 1);
  return text + " (BP = " + fixed(p.brevity_penalty, 3) + " ratio = " + fixed(p.ratio, 3) +
         " hyp_len = " + fixed(p.sys_len, 0) + " ref_len = " + fixed(p.ref_len, 0) + ")";
}

std::string Bleu::settings() const {
  std::string smoothing(name_of(options_.smooth_method, kSmoothings));
  if (options_.smooth_method == Smoothing::kFloor) smoothing += "[" + fixed(kFloor, 2) + "]";
  if (options_.smooth_method == Smoothing::kAddK) smoothing += "[" + fixed(kAddK, 2) + "]";
  return std::string("case:") + (options_.lowercase ? "lc" : "mixed") +
         "|eff:" + (options_.sentence_level ? "yes" : "no") +
         "|tok:" + std::string(name_of(options_.tokenize, kBleuTokens)) + "|smooth:" + smoothing;
}

}  // namespace gloss::translate
