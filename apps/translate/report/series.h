#pragma once

#include <cstdint>
#include <istream>
#include <string>
#include <utility>
#include <vector>

#include "apps/translate/decoding/translation.h"

// What a report shows of a training, read from its log or from the history in its model file.
// Whatever a record does not tell is left out.

namespace gloss::translate {

enum class Metric { kLoss, kPerplexity, kBleu, kChrf, kLearnRate, kGradNorm, kSpeed };
inline constexpr int kMetrics = 7;

// Both numbers may be anything; a y that is not finite is a gap in the curve.
struct Point {
  double x = 0, y = 0;

  bool operator==(const Point&) const = default;
};

struct Curve {
  Metric metric;
  bool validation;            // measured on the validation data
  std::vector<Point> points;  // by update, ascending
};

// A validation sentence and what the model made of it, by update.
struct SampleHistory {
  std::string source, reference;
  std::vector<std::pair<int64_t, std::string>> translations;
};

// A sentence as the model translates it now.
struct TranslatedSentence {
  std::string source, reference, translation;
  AttentionMap attention;  // empty: there is none to show
};

using Facts = std::vector<std::pair<std::string, std::string>>;  // name and text

struct Run {
  std::string name;
  bool from_log = false;
  std::vector<Curve> curves;  // none without points
  std::vector<SampleHistory> samples;
  std::vector<TranslatedSentence> translated;
  Facts facts, settings;

  const std::vector<Point>* find(Metric metric, bool validation) const;  // nullptr: no such curve
};

// The lines of `gloss train --log`. An unfinished last line (of a run that goes on, or was killed)
// is ignored. std::runtime_error if another is no record.
Run read_log(const std::string& name, std::istream& in);

// What a model file tells: its settings, size and history. Nothing is translated.
Run read_history(const std::string& name, const Checkpoint& checkpoint);

// Joins each model with the log that tells of the same validations: the log's curves are finer, the
// model has the samples. The model's place and name remain.
std::vector<Run> join_same_runs(std::vector<Run> runs);

}  // namespace gloss::translate
