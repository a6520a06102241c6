#include "apps/translate/metrics/evaluation.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string_view>

#include "apps/translate/metrics/bleu.h"
#include "core/check.h"

namespace gloss::translate {

namespace {

using Lines = std::span<const std::string>;
using References = std::span<const std::vector<std::string>>;

Evaluation evaluate_bleu(const EvaluateOptions& given, Lines hypotheses, References references) {
  BleuOptions options;
  options.tokenize = given.tokenize;
  options.lowercase = given.lowercase;
  options.smooth_method = given.smooth_method;
  options.effective_order = given.sentence_level;
  const BleuScore score = corpus_bleu(hypotheses, references, options);
  return {"BLEU", score.score, bleu_details(score),
          bleu_signature(static_cast<int64_t>(references.size()), options)};
}

struct Metric {
  std::string_view name;
  Evaluation (*evaluate)(const EvaluateOptions&, Lines hypotheses, References references);
};

constexpr Metric kMetrics[] = {{"bleu", evaluate_bleu}};

void check_options(const EvaluateOptions& options) {
  for (const std::string& name : options.metrics) {
    const bool known = std::any_of(std::begin(kMetrics), std::end(kMetrics),
                                   [&](const Metric& metric) { return metric.name == name; });
    check(known, "evaluate", "unknown metric: '", name, "'");
  }
  check(!options.metrics.empty(), "evaluate", "no metric is given");
  check(!options.sentence_level || options.metrics.size() == 1, "evaluate",
        "sentences are scored by one metric at a time: ", options.metrics.size(), " are given");
}

void check_lines(Lines hypotheses, References references) {
  const auto fail = [](const std::string& what) { throw std::runtime_error("evaluate: " + what); };
  if (hypotheses.empty()) fail("there are no hypotheses");
  if (references.empty()) fail("there are no references");
  for (size_t r = 0; r < references.size(); ++r) {
    if (references[r].size() == hypotheses.size()) continue;
    fail("reference " + std::to_string(r + 1) + " has " + std::to_string(references[r].size()) +
         " lines, the hypotheses have " + std::to_string(hypotheses.size()));
  }
}

}  // namespace

std::vector<Evaluation> evaluate(const EvaluateOptions& options, Lines hypotheses,
                                 References references) {
  check_options(options);
  check_lines(hypotheses, references);
  std::vector<Evaluation> evaluations;
  for (const Metric& metric : kMetrics) {
    const auto& names = options.metrics;
    if (std::find(names.begin(), names.end(), metric.name) == names.end()) continue;
    if (!options.sentence_level) {
      evaluations.push_back(metric.evaluate(options, hypotheses, references));
      continue;
    }
    for (size_t i = 0; i < hypotheses.size(); ++i) {
      std::vector<std::vector<std::string>> of_this;
      for (const auto& reference : references)
        of_this.push_back({reference[i]});
      evaluations.push_back(metric.evaluate(options, hypotheses.subspan(i, 1), of_this));
    }
  }
  return evaluations;
}

Json to_json(const Evaluation& evaluation, int width) {
  Json json = Json::object({{"name", evaluation.name},
                            {"score", rounded(evaluation.score, width)},
                            {"signature", evaluation.signature}});
  if (!evaluation.details.empty()) json["verbose_score"] = evaluation.details;
  std::string_view rest = evaluation.signature;
  while (!rest.empty()) {
    const std::string_view part = rest.substr(0, rest.find('|'));
    const size_t colon = part.find(':');
    json[part.substr(0, colon)] = part.substr(colon + 1);
    rest.remove_prefix(std::min(part.size() + 1, rest.size()));
  }
  return json;
}

std::string to_text(const Evaluation& evaluation, int width) {
  const std::string details = evaluation.details.empty() ? "" : " " + evaluation.details;
  return evaluation.name + "|" + evaluation.signature + " = " + fixed(evaluation.score, width) +
         details;
}

std::string evaluation_output(const EvaluateOptions& options,
                              std::span<const Evaluation> evaluations) {
  check(options.format == "json" || options.format == "text", "evaluate", "unknown format: '",
        options.format, "' is neither json nor text");
  const bool json = options.format == "json";
  const bool in_array = json && !options.sentence_level && evaluations.size() > 1;
  size_t widest = 0;  // several lines of text are aligned at the =
  for (const Evaluation& evaluation : evaluations) {
    widest = std::max(widest, evaluation.name.size() + evaluation.signature.size());
  }
  std::string output;
  for (const Evaluation& evaluation : evaluations) {
    if (!output.empty()) output += in_array ? ",\n" : "\n";
    if (options.score_only) {
      output += fixed(evaluation.score, options.width);
    } else if (json) {
      output += to_json(evaluation, options.width).dump(options.sentence_level ? 0 : 1);
    } else {
      output.append(widest - evaluation.name.size() - evaluation.signature.size(), ' ');
      output += to_text(evaluation, options.width);
    }
  }
  return in_array ? "[\n" + output + "\n]\n" : output + "\n";
}

}  // namespace gloss::translate
