#pragma once

#include <span>
#include <string>
#include <vector>

#include "apps/translate/evaluation/evaluation.h"
#include "core/io/json.h"

// Scores as gloss evaluate prints them: with sacrebleu's members in JSON and in its lines of text.

namespace gloss::translate {

struct OutputOptions {
  std::string format = "json";  // or "text"
  int width = 1;                // decimals of a score
  bool score_only = false;
};

// {"name": "BLEU", "score": 56.5, "signature": ..., "verbose_score": ..., "nrefs": "1", ...}: the
// parts of the signature are members, too. With confidence, if its mean is above 0, also
// "confidence_mean", "confidence_var" (half the interval) and "confidence", both as a text.
Json to_json(const Evaluation& evaluation, int width);

// BLEU|nrefs:1|case:mixed|... = 56.5 (μ = 56.0 ± 9.0) 68.6/56.8/51.6/50.9 (BP = 1.000 ...
std::string to_text(const Evaluation& evaluation, int width);

// All that the command prints for one system: an object or an array of them over several lines, or
// a line of text for each metric. Sentences have a line each in either format.
std::string evaluation_output(const OutputOptions& options, std::span<const Evaluation> evaluations,
                              bool sentence_level = false);

// The same for several systems and their names, baseline first: an array with an object for each,
//   {"system": "new.de", "BLEU": {"score": 30.12, "p_value": 0.02, "mean": 30.1, "ci": 1.2, ...}}
// in full precision, null where nothing was resampled; or a table, an explanation of its figures
// and the signatures.
std::string comparison_output(const OutputOptions& options, std::span<const std::string> names,
                              std::span<const Comparison> comparisons);

}  // namespace gloss::translate
