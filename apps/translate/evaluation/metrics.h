#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "apps/translate/evaluation/options.h"

// BLEU, chrF and TER as sacrebleu 2.6.0 defines them (Post 2018).

namespace gloss::translate {

// What a metric counts in a sentence. Counts add up, number by number: a corpus is scored by the
// sum over its sentences, not by the mean of their scores. (Sums of whole numbers are exact in
// double.)
using Counts = std::vector<double>;

class Metric {
 public:
  explicit Metric(const EvaluateOptions& options = {}) : options_(options) {}
  virtual ~Metric() = default;
  virtual std::string name() const = 0;
  virtual std::string settings() const = 0;  // as they stand in sacrebleu's signature

  // Always the same number of counts. There is at least one reference.
  virtual Counts count(std::string_view hypothesis,
                       std::span<const std::string_view> references) const = 0;

  // 0 to 100; TER, which counts errors, may be more.
  virtual double score(const Counts& counts) const = 0;

  // What the score is made of, in sacrebleu's words; may be empty.
  virtual std::string details(const Counts&) const { return ""; }

 protected:
  EvaluateOptions options_;
};

// Papineni et al. 2002:
//
//   BLEU = BP exp(1/4 sum_n log p_n),   p_n = correct_n / total_n,   n = 1..4
//   BP   = min(1, exp(1 - ref_len / sys_len))
//
// total_n counts the n-grams of the hypothesis. correct_n counts those that also occur in a
// reference, each n-gram at most as often as in the reference that has it most often. ref_len is
// the length of the reference closest in length, the shorter of two equally close ones.
//
// p_n = 0 makes the score 0. Smoothing (Chen and Cherry 2014) avoids this: "exp" counts 1/2, 1/4,
// ... matches for the first, second, ... such n; "floor" counts 0.1; "add-k" adds 1 to correct_n
// and total_n of each n > 1. Without any match the score is 0 all the same.
//
// Scores of single sentences leave out the n that exceed the hypothesis (the effective order).
class Bleu : public Metric {
 public:
  using Metric::Metric;

  struct Parts {
    double score = 0;
    std::array<double, 4> precisions = {};           // 100 p_n, smoothed
    std::array<double, 4> correct = {}, total = {};  // smoothed by add-k
    double brevity_penalty = 0;
    double sys_len = 0, ref_len = 0;
    double ratio = 0;  // sys_len / ref_len; 0 if the references are empty
  };

  std::string name() const override { return "BLEU"; }
  std::string settings() const override;  // case:mixed|eff:no|tok:13a|smooth:exp
  Counts count(std::string_view hypothesis,
               std::span<const std::string_view> references) const override;
  double score(const Counts& counts) const override { return parts(counts).score; }
  Parts parts(const Counts& counts) const;

  // 68.6/56.8/51.6/50.9 (BP = 1.000 ratio = 1.036 hyp_len = 86 ref_len = 83)
  std::string details(const Counts& counts) const override;
};

// chrF (Popovic 2015) and chrF++ (Popovic 2017):
//
//   chrF2 = (1 + 2^2) P R / (2^2 P + R)
//   P = mean_n common_n / hypothesis_n,   R = mean_n common_n / reference_n
//
// over the n-grams of 1 to 6 characters, white space removed, and of 1 to chrf_word_order words.
// The means leave out each n for which one side has no n-gram (the effective order). Of several
// references the one with the highest score for the sentence counts.
class Chrf : public Metric {
 public:
  using Metric::Metric;

  std::string name() const override;      // chrF2; with a word order of 2 chrF2++
  std::string settings() const override;  // case:mixed|eff:yes|nc:6|nw:0|space:no
  Counts count(std::string_view hypothesis,
               std::span<const std::string_view> references) const override;
  double score(const Counts& counts) const override;
};

// TER, the translation edit rate (Snover et al. 2006):
//
//   TER = 100 edits / reference length
//
// The edits are those of shift_distance.h to the reference that needs fewest, the length is the
// mean over the references. Lower is better; a hypothesis that is longer than its reference can
// exceed 100. Without any word in the references the score is 100, or 0 if the hypotheses have none
// either.
class Ter : public Metric {
 public:
  using Metric::Metric;

  std::string name() const override { return "TER"; }
  std::string settings() const override;  // case:lc|tok:tercom|norm:no|punct:yes|asian:no
  Counts count(std::string_view hypothesis,
               std::span<const std::string_view> references) const override;  // edits, length
  double score(const Counts& counts) const override;
};

}  // namespace gloss::translate
