#include "apps/translate/evaluation/bleu.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <unordered_map>
#include <utility>

#include "apps/translate/evaluation/tokenizer_13a.h"
#include "apps/translate/text/unicode.h"
#include "core/check.h"
#include "core/io/json.h"

namespace gloss::translate {

namespace {

constexpr size_t kOrders = 4;
constexpr double kFloor = 0.1;
constexpr int64_t kAddK = 1;

std::string tokenized(std::string_view line, const BleuOptions& options) {
  const std::string lower = options.lowercase ? lowercase(line) : std::string();
  if (options.lowercase) line = lower;
  check(options.tokenize == "13a" || options.tokenize == "none", "bleu", "unknown tokenisation: '",
        options.tokenize, "' is neither 13a nor none");
  return options.tokenize == "13a" ? tokenize_13a(line) : normalise_spaces(line);
}

// A tokenised line whose n-grams are stretches of its text: tokens are parted by single spaces.
class Tokens {
 public:
  explicit Tokens(std::string text) : text_(std::move(text)) {
    for (size_t at = 0; at < text_.size(); at = std::min(text_.find(' ', at), text_.size()) + 1) {
      starts_.push_back(at);
    }
    starts_.push_back(text_.size() + 1);  // where another token would start
  }

  int64_t size() const { return static_cast<int64_t>(starts_.size()) - 1; }

  // Calls visit(n, the n-gram) for n from 1 to 4 and each place in the line.
  template <class Visit>
  void for_each_ngram(const Visit& visit) const {
    for (size_t n = 1; n <= kOrders; ++n) {
      for (size_t first = 0; first + n < starts_.size(); ++first) {
        const size_t length = starts_[first + n] - 1 - starts_[first];
        visit(n, std::string_view(text_).substr(starts_[first], length));
      }
    }
  }

 private:
  std::string text_;
  std::vector<size_t> starts_;
};

using NgramCounts = std::unordered_map<std::string_view, int64_t>;

// How often each n-gram occurs in the reference that has it most often.
NgramCounts largest_counts(const std::vector<Tokens>& references) {
  NgramCounts largest;
  for (const Tokens& reference : references) {
    NgramCounts counts;
    reference.for_each_ngram([&](size_t, std::string_view ngram) { ++counts[ngram]; });
    if (largest.empty()) largest.swap(counts);
    for (const auto& [ngram, count] : counts) {
      int64_t& so_far = largest[ngram];
      so_far = std::max(so_far, count);
    }
  }
  return largest;
}

int64_t closest_length(int64_t length, const std::vector<Tokens>& references) {
  // Distance and length, so that ties go to the shorter one.
  std::pair<int64_t, int64_t> closest = {INT64_MAX, 0};
  for (const Tokens& reference : references) {
    closest = std::min(closest, {std::abs(reference.size() - length), reference.size()});
  }
  return closest.second;
}

}  // namespace

BleuCounts& BleuCounts::operator+=(const BleuCounts& other) {
  for (size_t i = 0; i < kOrders; ++i) {
    correct[i] += other.correct[i];
    total[i] += other.total[i];
  }
  sys_len += other.sys_len;
  ref_len += other.ref_len;
  return *this;
}

BleuCounts bleu_counts(std::string_view hypothesis, std::span<const std::string_view> references,
                       const BleuOptions& options) {
  check(!references.empty(), "bleu", "there is no reference");
  const Tokens tokens(tokenized(hypothesis, options));
  std::vector<Tokens> reference_tokens;
  for (const std::string_view reference : references) {
    reference_tokens.emplace_back(tokenized(reference, options));
  }

  BleuCounts counts;
  counts.sys_len = tokens.size();
  counts.ref_len = closest_length(tokens.size(), reference_tokens);
  NgramCounts unmatched = largest_counts(reference_tokens);
  tokens.for_each_ngram([&](size_t n, std::string_view ngram) {
    ++counts.total[n - 1];
    const auto found = unmatched.find(ngram);
    if (found == unmatched.end() || found->second == 0) return;
    --found->second;
    ++counts.correct[n - 1];
  });
  return counts;
}

BleuScore bleu_score(BleuCounts counts, const BleuOptions& options) {
  const std::string& method = options.smooth_method;
  check(method == "none" || method == "floor" || method == "add-k" || method == "exp", "bleu",
        "unknown smoothing: '", method, "' is none of none, floor, add-k and exp");

  BleuScore result;
  const auto sys_len = static_cast<double>(counts.sys_len);
  const auto ref_len = static_cast<double>(counts.ref_len);
  result.ratio = ref_len > 0 ? sys_len / ref_len : 0;
  // exp(-inf) = 0 for an empty hypothesis
  result.brevity_penalty = sys_len < ref_len ? std::exp(1 - ref_len / sys_len) : 1;

  const bool any_match = counts.correct != std::array<int64_t, kOrders>{};
  size_t order = options.effective_order ? 0 : kOrders;
  double exp_matches = 1;
  for (size_t i = 0; i < kOrders && any_match; ++i) {
    if (method == "add-k" && i > 0) {
      counts.correct[i] += kAddK;
      counts.total[i] += kAddK;
    }
    if (counts.total[i] == 0) break;
    if (options.effective_order) order = i + 1;
    auto correct = static_cast<double>(counts.correct[i]);
    if (correct == 0 && method == "floor") correct = kFloor;
    if (correct == 0 && method == "exp") correct = exp_matches /= 2;
    result.precisions[i] = 100 * correct / static_cast<double>(counts.total[i]);
  }
  if (any_match) {
    double log_sum = 0;
    for (size_t i = 0; i < order; ++i)
      log_sum += std::log(result.precisions[i]);  // log 0 = -inf
    result.score = result.brevity_penalty * std::exp(log_sum / static_cast<double>(order));
  }
  result.counts = counts;
  return result;
}

BleuScore corpus_bleu(std::span<const std::string> hypotheses, References references,
                      const BleuOptions& options) {
  const auto count = [&](std::string_view hypothesis, const auto& of_this) {
    return bleu_counts(hypothesis, of_this, options);
  };
  return bleu_score(total(count_sentences("bleu", hypotheses, references, count)), options);
}

std::string bleu_details(const BleuScore& score) {
  std::string text;
  for (const double precision : score.precisions) {
    text += (text.empty() ? "" : "/") + fixed(precision, 1);
  }
  return text + " (BP = " + fixed(score.brevity_penalty, 3) + " ratio = " + fixed(score.ratio, 3) +
         " hyp_len = " + std::to_string(score.counts.sys_len) +
         " ref_len = " + std::to_string(score.counts.ref_len) + ")";
}

std::string bleu_settings(const BleuOptions& options) {
  std::string smoothing = options.smooth_method;
  if (smoothing == "floor") smoothing += "[" + fixed(kFloor, 2) + "]";
  if (smoothing == "add-k") smoothing += "[" + fixed(kAddK, 2) + "]";
  return std::string("case:") + (options.lowercase ? "lc" : "mixed") +
         "|eff:" + (options.effective_order ? "yes" : "no") + "|tok:" + options.tokenize +
         "|smooth:" + smoothing;
}

}  // namespace gloss::translate
