#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "apps/translate/evaluation/references.h"

// BLEU (Papineni et al. 2002) as sacrebleu 2.6.0 defines it (Post 2018):
//
//   BLEU = BP exp(1/4 sum_n log p_n),   p_n = correct_n / total_n,   n = 1..4
//   BP   = min(1, exp(1 - ref_len / sys_len))
//
// All that a score needs are counts, which add up over the sentences of a corpus; so a corpus is
// scored by adding, not by averaging the scores of its sentences.

namespace gloss::translate {

struct BleuOptions {
  std::string tokenize = "13a";  // or "none": what white space separates
  bool lowercase = false;
  // What to do about p_n = 0, which makes the score 0 (Chen and Cherry 2014): "exp" counts 1/2,
  // 1/4, ... matches for the first, second, ... such n; "floor" 0.1 matches; "add-k" adds 1 to
  // correct and total of each n > 1; "none" nothing. Without any match the score is 0 all the same.
  std::string smooth_method = "exp";
  // Leave out the n that exceed the hypothesis. For single sentences: a corpus wants false.
  bool effective_order = false;
};

struct BleuCounts {
  std::array<int64_t, 4> correct = {};  // n-grams of the hypothesis that the references confirm
  std::array<int64_t, 4> total = {};    // n-grams of the hypothesis
  int64_t sys_len = 0;                  // tokens of the hypothesis
  int64_t ref_len = 0;                  // tokens of the reference closest in length

  BleuCounts& operator+=(const BleuCounts& other);
};

// An n-gram is confirmed at most as often as the one reference has it that has it most often. The
// shorter of two equally close references counts. At least one reference is needed.
BleuCounts bleu_counts(std::string_view hypothesis, std::span<const std::string_view> references,
                       const BleuOptions& options = {});

struct BleuScore {
  double score = 0;                       // 0 to 100, as the precisions
  std::array<double, 4> precisions = {};  // smoothed
  double brevity_penalty = 0;
  double ratio = 0;   // sys_len / ref_len; 0 if the references are empty
  BleuCounts counts;  // smoothed by add-k
};

BleuScore bleu_score(BleuCounts counts, const BleuOptions& options = {});

// std::invalid_argument unless there are as many references as hypotheses.
BleuScore corpus_bleu(std::span<const std::string> hypotheses, References references,
                      const BleuOptions& options = {});

// 68.6/56.8/51.6/50.9 (BP = 1.000 ratio = 1.036 hyp_len = 86 ref_len = 83)
std::string bleu_details(const BleuScore& score);

// case:mixed|eff:no|tok:13a|smooth:exp
std::string bleu_settings(const BleuOptions& options = {});

}  // namespace gloss::translate
