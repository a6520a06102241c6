#pragma once

#include <compare>
#include <cstdint>
#include <istream>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "apps/translate/decoding/heatmap.h"
#include "apps/translate/model/checkpoint.h"

// What the page shows of a training, read from its log or from the history in its model file. What
// a record lacks is left out.

namespace gloss::translate {

// Both numbers may be anything; a y that is not finite is a gap in the curve.
struct Point {
  double x = 0, y = 0;

  bool operator==(const Point&) const = default;
};
using Points = std::vector<Point>;  // ascending by update or, for "bleu by minutes", by time

struct CurveKey {
  std::string quantity;  // as the log names it, "loss", or "bleu by minutes"
  bool validation;       // measured on the validation data

  auto operator<=>(const CurveKey&) const = default;
};

// A validation sentence and its translations, by update.
struct SampleHistory {
  std::string source, reference;
  std::vector<std::pair<int64_t, std::string>> translations;
};

// A sentence as the model translates it now.
struct TranslatedSentence {
  std::string source, reference, translation;
  AttentionMap attention;  // empty if the model has none
};

using Facts = std::vector<std::pair<std::string, std::string>>;  // name and text

struct Run {
  std::string name;
  bool from_log = false;
  std::map<CurveKey, Points> curves = {};  // none without points
  std::vector<SampleHistory> samples = {};
  std::vector<TranslatedSentence> translated = {};
  Facts facts = {}, settings = {};
};

// The lines of `gloss train --log`. An unfinished last line (of a run that goes on, or was killed)
// is ignored. std::runtime_error if another line is no record.
Run read_log(const std::string& name, std::istream& in);

// The settings, size and history of a model. Nothing is translated.
Run read_history(const std::string& name, const Checkpoint& checkpoint);

// Joins each model with the log of the same training, which has the same validations: the log's
// curves are finer, the model has the samples. The model's position and name remain.
std::vector<Run> join_same_runs(std::vector<Run> runs);

}  // namespace gloss::translate
