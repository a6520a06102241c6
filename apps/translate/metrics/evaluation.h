#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/json.h"

// gloss evaluate: the figures of sacrebleu 2.6.0 for translations, printed as it prints them.

namespace gloss::translate {

// Named and preset as on the command line.
struct EvaluateOptions {
  std::vector<std::string> metrics = {"bleu"};
  std::string tokenize = "13a";
  bool lowercase = false;
  std::string smooth_method = "exp";
  bool sentence_level = false;
  std::string format = "json";  // or "text"
  int width = 1;                // decimals of the score
  bool score_only = false;
};

struct Evaluation {
  std::string name;  // BLEU
  double score = 0;
  std::string details;    // what the score is made of; may be empty
  std::string signature;  // the settings that make a score comparable: "nrefs:1|case:mixed|..."
};

// One for each metric, in the order of their names; with sentence_level one for each hypothesis.
// references[r][i] is reference r of hypotheses[i]; std::runtime_error if lines are missing,
// std::invalid_argument for options that do not exist or do not go together.
std::vector<Evaluation> evaluate(const EvaluateOptions& options,
                                 std::span<const std::string> hypotheses,
                                 std::span<const std::vector<std::string>> references);

// {"name": "BLEU", "score": 56.5, "signature": ..., "verbose_score": ..., "nrefs": "1", ...}: the
// parts of the signature are members, too.
Json to_json(const Evaluation& evaluation, int width);

// BLEU|nrefs:1|case:mixed|... = 56.5 68.6/56.8/51.6/50.9 (BP = 1.000 ratio = ...
std::string to_text(const Evaluation& evaluation, int width);

// All that the command prints: an object or an array of them over several lines, or a line of text
// for each metric; with sentence_level a line for each hypothesis in either format.
std::string evaluation_output(const EvaluateOptions& options,
                              std::span<const Evaluation> evaluations);

}  // namespace gloss::translate
