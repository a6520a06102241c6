#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "apps/translate/evaluation/bootstrap.h"
#include "apps/translate/evaluation/references.h"

// gloss evaluate: the figures of sacrebleu 2.6.0 for translations.

namespace gloss::translate {

// Named and preset as on the command line.
struct EvaluateOptions {
  std::vector<std::string> metrics = {"bleu"};  // or "chrf" or "ter"
  std::string tokenize = "13a";
  bool lowercase = false;  // for BLEU and chrF
  std::string smooth_method = "exp";
  int64_t chrf_word_order = 0;
  bool ter_normalized = false;
  bool ter_case_sensitive = false;
  bool sentence_level = false;
  bool confidence = false;
  bool paired_bs = false;
  int64_t seed = kResamplingSeed;  // of these two
};

struct Evaluation {
  std::string name;  // BLEU
  double score = 0;
  std::string details;    // what the score is made of; may be empty
  std::string signature;  // the settings that make a score comparable: "nrefs:1|case:mixed|..."
  std::optional<Confidence> confidence = {};
};

// One for each metric, in the order of their names; with sentence_level one for each hypothesis.
// std::runtime_error if lines are missing, std::invalid_argument for options that do not exist.
std::vector<Evaluation> evaluate(const EvaluateOptions& options,
                                 std::span<const std::string> hypotheses, References references);

// Several systems under one metric, the first of them the baseline.
struct Comparison {
  struct System {
    double score = 0;
    std::optional<Confidence> confidence = {};
    std::optional<double> p_value = {};  // of its difference from the baseline
  };

  std::string name, signature;
  std::vector<System> systems;
};

// One for each metric. systems[s][i] is hypothesis i of a system. Confidence and p-values with
// paired_bs only. Errors as above.
std::vector<Comparison> compare(const EvaluateOptions& options,
                                std::span<const std::vector<std::string>> systems,
                                References references);

}  // namespace gloss::translate
