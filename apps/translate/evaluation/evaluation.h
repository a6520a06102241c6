#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "apps/translate/evaluation/bootstrap.h"
#include "apps/translate/evaluation/metrics.h"
#include "core/io/json.h"

// What `gloss evaluate` computes and prints: the figures of sacrebleu 2.6.0, in its forms.

namespace gloss::translate {

// references[r][i] is reference r of hypothesis i. An empty one counts like any other.
using References = std::span<const std::vector<std::string>>;

// The counts of each hypothesis. std::invalid_argument unless there are as many references.
std::vector<Counts> count_sentences(const Metric& metric, std::span<const std::string> hypotheses,
                                    References references);

double corpus_score(const Metric& metric, std::span<const std::string> hypotheses,
                    References references);

// The score of a system, or of a sentence, under one metric.
struct Evaluation {
  std::string name;  // BLEU
  double score = 0;
  std::string details;    // what the score is made of; may be empty
  std::string signature;  // the settings that make a score comparable: "nrefs:1|case:mixed|..."
  std::optional<Confidence> confidence = {};  // with options.confidence or options.paired_bs
  std::optional<double> p_value = {};  // with paired_bs: of the difference from the first system
};

// All metrics, in the order of their names: result[m][s] is metric m of system s. systems[s][i] is
// hypothesis i of system s. With sentence_level there is one system, and result[m][i] is of
// sentence i. std::runtime_error if lines are missing, std::invalid_argument if no metric is given.
using Evaluations = std::vector<std::vector<Evaluation>>;
Evaluations evaluate(const EvaluateOptions& options,
                     std::span<const std::vector<std::string>> systems, References references);

// An evaluation with sacrebleu's members:
//
//   {"name": "BLEU", "score": 56.5, "signature": ..., "verbose_score": ..., "nrefs": "1", ...}
//
// The parts of the signature are members, too. With confidence, if its mean is above 0, also
// "confidence_mean", "confidence_var" (half the interval) and "confidence", both as a text.
Json to_json(const Evaluation& evaluation, int width);

// What `gloss evaluate` prints for systems of these names.
//
// One system, as JSON: an object, or an array of them for several metrics. As text a line for each
// metric: BLEU|nrefs:1|case:mixed|... = 56.5 (μ = 56.0 ± 9.0) 68.6/56.8/51.6/50.9 (BP = 1.000 ...
// Sentences have a line each in either format.
//
// Several systems, as JSON: an array with an object for each, in full precision, null where nothing
// was resampled: {"system": "new.de", "BLEU": {"score": 30.12, "p_value": 0.02, "mean": 30.1,
// ...}}. As text: a table, an explanation of its figures, and the signatures.
std::string evaluation_output(const EvaluateOptions& options, std::span<const std::string> names,
                              const Evaluations& evaluations);

// What `gloss evaluate --by-length` prints: the scores of the sentences whose first reference has 0
// to 5 words, 6 to 10 and so on; groups without a sentence are left out. As JSON an array of
// {"words": "6-10", "sentences": 41, "BLEU": 30.1}. Words are what white space separates.
std::string scores_by_length(const EvaluateOptions& options,
                             std::span<const std::string> hypotheses, References references);

}  // namespace gloss::translate
