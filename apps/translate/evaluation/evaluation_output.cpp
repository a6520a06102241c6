#include "apps/translate/evaluation/evaluation_output.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string_view>

#include "apps/translate/cli/terminal.h"
#include "core/check.h"

namespace gloss::translate {

namespace {

constexpr const char* kBaseline = "Baseline: ";
constexpr const char* kExplanation =
    "Score (μ ± 95% interval) and p of a paired bootstrap test. p is the chance of so large a\n"
    "difference from the baseline if both systems were equally good; * marks p < 0.05.\n\n";

bool as_json(const OutputOptions& options) {
  check(options.format == "json" || options.format == "text", "evaluate", "unknown format: '",
        options.format, "' is neither json nor text");
  return options.format == "json";
}

bool shows_confidence(const Evaluation& evaluation) {
  return evaluation.confidence && evaluation.confidence->mean > 0;
}

// μ = 56.0 ± 9.0
std::string confidence_text(const Confidence& confidence, int width) {
  return "μ = " + fixed(confidence.mean, width) + " ± " + fixed(confidence.half_interval, width);
}

std::string score_text(const Evaluation& evaluation, int width) {
  std::string score = fixed(evaluation.score, width);
  if (!shows_confidence(evaluation)) return score;
  return score + " (" + confidence_text(*evaluation.confidence, width) + ")";
}

// 30.1 (30.1 ± 1.2)  p = 0.0200*
std::string cell_text(const Comparison::System& system, int width) {
  std::string text = fixed(system.score, width);
  if (system.confidence) {
    text += " (" + fixed(system.confidence->mean, width) + " ± " +
            fixed(system.confidence->half_interval, width) + ")";
  }
  if (system.p_value) {
    text += "  p = " + fixed(*system.p_value, 4) + (*system.p_value < 0.05 ? "*" : "");
  }
  return text;
}

// Columns of equal display width, two spaces apart.
std::string table(const std::vector<std::vector<std::string>>& columns) {
  std::vector<std::string> lines(columns[0].size());
  int begin = 0;
  for (const auto& column : columns) {
    int end = begin;
    for (size_t row = 0; row < column.size(); ++row) {
      std::string& line = lines[row];
      line.append(static_cast<size_t>(begin - display_width(line)), ' ');
      line += column[row];
      end = std::max(end, display_width(line));
    }
    begin = end + 2;
  }
  std::string text;
  for (const std::string& line : lines)
    text += line + '\n';
  return text;
}

template <class T>
Json or_null(const std::optional<T>& value) {
  return value ? Json(*value) : Json();
}

}  // namespace

Json to_json(const Evaluation& evaluation, int width) {
  Json json = Json::object({{"name", evaluation.name},
                            {"score", rounded(evaluation.score, width)},
                            {"signature", evaluation.signature}});
  if (shows_confidence(evaluation)) {
    json["confidence_mean"] = rounded(evaluation.confidence->mean, width);
    json["confidence_var"] = rounded(evaluation.confidence->half_interval, width);
    json["confidence"] = confidence_text(*evaluation.confidence, width);
  }
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
  return evaluation.name + "|" + evaluation.signature + " = " + score_text(evaluation, width) +
         details;
}

std::string evaluation_output(const OutputOptions& options, std::span<const Evaluation> evaluations,
                              bool sentence_level) {
  const bool json = as_json(options);
  const bool in_array = json && !sentence_level && evaluations.size() > 1;
  size_t widest = 0;  // several lines of text are aligned at the =
  for (const Evaluation& evaluation : evaluations) {
    widest = std::max(widest, evaluation.name.size() + evaluation.signature.size());
  }
  std::string output;
  for (const Evaluation& evaluation : evaluations) {
    if (!output.empty()) output += in_array ? ",\n" : "\n";
    if (options.score_only) {
      output += score_text(evaluation, options.width);
    } else if (json) {
      output += to_json(evaluation, options.width).dump(sentence_level ? 0 : 1);
    } else {
      output.append(widest - evaluation.name.size() - evaluation.signature.size(), ' ');
      output += to_text(evaluation, options.width);
    }
  }
  return in_array ? "[\n" + output + "\n]\n" : output + "\n";
}

std::string comparison_output(const OutputOptions& options, std::span<const std::string> names,
                              std::span<const Comparison> comparisons) {
  const bool tested = comparisons[0].systems[0].confidence.has_value();
  std::vector<std::string> shown(names.begin(), names.end());
  if (tested) shown[0] = kBaseline + shown[0];

  if (as_json(options)) {
    Json array = Json::array();
    for (size_t s = 0; s < shown.size(); ++s) {
      Json object = Json::object({{"system", shown[s]}});
      for (const Comparison& comparison : comparisons) {
        const Comparison::System& system = comparison.systems[s];
        const std::optional<Confidence>& confidence = system.confidence;
        object[comparison.name] =
            Json::object({{"score", system.score},
                          {"p_value", or_null(system.p_value)},
                          {"mean", confidence ? Json(confidence->mean) : Json()},
                          {"ci", confidence ? Json(confidence->half_interval) : Json()},
                          {"signature", comparison.signature}});
      }
      array.push_back(object);
    }
    return array.dump(4) + "\n";
  }

  std::vector<std::vector<std::string>> columns = {{"System"}}, signatures(2);
  columns[0].insert(columns[0].end(), shown.begin(), shown.end());
  for (const Comparison& comparison : comparisons) {
    columns.push_back({comparison.name});
    for (const Comparison::System& system : comparison.systems)
      columns.back().push_back(cell_text(system, options.width));
    signatures[0].push_back(comparison.name);
    signatures[1].push_back(comparison.signature);
  }
  return table(columns) + "\n" + (tested ? kExplanation : "") + table(signatures);
}

}  // namespace gloss::translate
