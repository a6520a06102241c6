#include <algorithm>
#include <limits>
#include <optional>
#include <string_view>

#include "apps/translate/cli/terminal.h"
#include "apps/translate/evaluation/evaluation.h"
#include "apps/translate/text/unicode.h"

namespace gloss::translate {
namespace {

constexpr const char* kBaseline = "Baseline: ";
constexpr const char* kExplanation =
    "Score (μ ± 95% interval) and p of a paired bootstrap test. p is the probability of so large "
    "a\n"
    "difference from the baseline if both systems were equally good; * marks p < 0.05.\n\n";

using Column = std::vector<std::string>;

bool shows_confidence(const Evaluation& evaluation) {
  return evaluation.confidence && evaluation.confidence->mean > 0;
}

// 56.0 ± 9.0
std::string interval_text(const Confidence& confidence, int width) {
  return fixed(confidence.mean, width) + " ± " + fixed(confidence.half_interval, width);
}

// 56.5 (μ = 56.0 ± 9.0)
std::string score_text(const Evaluation& evaluation, int width) {
  std::string score = fixed(evaluation.score, width);
  if (!shows_confidence(evaluation)) return score;
  return score + " (μ = " + interval_text(*evaluation.confidence, width) + ")";
}

// BLEU|nrefs:1|case:mixed|...
std::string label(const Evaluation& evaluation) {
  return evaluation.name + "|" + evaluation.signature;
}

std::string output_of_one(const EvaluateOptions& options, std::span<const Evaluation> evaluations) {
  const auto width = static_cast<int>(options.width);
  const bool json = options.format == ScoreFormat::kJson;
  size_t widest = 0;  // several lines of text are aligned at the =
  for (const Evaluation& evaluation : evaluations)
    widest = std::max(widest, label(evaluation).size());
  std::vector<std::string> texts;
  for (const Evaluation& evaluation : evaluations) {
    const std::string score = score_text(evaluation, width), name = label(evaluation);
    if (options.score_only)
      texts.push_back(score);
    else if (json)
      texts.push_back(to_json(evaluation, width).dump(options.sentence_level ? 0 : 1));
    else
      texts.push_back(std::string(widest - name.size(), ' ') + name + " = " + score +
                      (evaluation.details.empty() ? "" : " " + evaluation.details));
  }
  const bool in_array = json && !options.sentence_level && texts.size() > 1;
  return in_array ? "[\n" + join(texts, ",\n") + "\n]\n" : join(texts, "\n") + "\n";
}

// 30.1 (30.1 ± 1.2)  p = 0.0200*
std::string cell_text(const Evaluation& evaluation, int width) {
  std::string text = fixed(evaluation.score, width);
  if (evaluation.confidence) text += " (" + interval_text(*evaluation.confidence, width) + ")";
  if (evaluation.p_value)
    text += "  p = " + fixed(*evaluation.p_value, 4) + (*evaluation.p_value < 0.05 ? "*" : "");
  return text;
}

// The words between white space.
size_t word_count(std::string_view line) {
  const std::string words = normalise_spaces(line);
  return words.empty() ? 0 : static_cast<size_t>(std::ranges::count(words, ' ')) + 1;
}

// The columns side by side, two spaces apart.
std::string table(const std::vector<Column>& columns) {
  std::vector<std::string> lines(columns[0].size());
  int begin = 0;
  for (const Column& column : columns) {
    int end = begin;
    for (size_t row = 0; row < column.size(); ++row) {
      std::string& line = lines[row];
      line.append(static_cast<size_t>(begin - display_width(line)), ' ');
      line += column[row];
      end = std::max(end, display_width(line));
    }
    begin = end + 2;
  }
  return join(lines, "\n") + "\n";
}

std::string comparison_text(const EvaluateOptions& options, const Column& names,
                            const Evaluations& results) {
  std::vector<Column> columns = {{"System"}}, signatures(2);
  columns[0].insert(columns[0].end(), names.begin(), names.end());
  for (const std::vector<Evaluation>& systems : results) {
    columns.push_back({systems[0].name});
    for (const Evaluation& system : systems)
      columns.back().push_back(cell_text(system, static_cast<int>(options.width)));
    signatures[0].push_back(systems[0].name);
    signatures[1].push_back(systems[0].signature);
  }
  const bool tested = results[0][0].confidence.has_value();
  return table(columns) + "\n" + (tested ? kExplanation : "") + table(signatures);
}

std::string comparison_json(const Column& names, const Evaluations& results) {
  Json array = Json::array();
  for (size_t s = 0; s < names.size(); ++s) {
    Json object = Json::object({{"system", names[s]}});
    for (const std::vector<Evaluation>& systems : results) {
      const Evaluation& system = systems[s];
      const std::optional<Confidence>& confidence = system.confidence;
      object[system.name] =
          Json::object({{"score", system.score},
                        {"p_value", system.p_value ? Json(*system.p_value) : Json()},
                        {"mean", confidence ? Json(confidence->mean) : Json()},
                        {"ci", confidence ? Json(confidence->half_interval) : Json()},
                        {"signature", system.signature}});
    }
    array.push_back(object);
  }
  return array.dump(4) + "\n";
}

}  // namespace

Json to_json(const Evaluation& evaluation, int width) {
  Json json = Json::object({{"name", evaluation.name},
                            {"score", rounded(evaluation.score, width)},
                            {"signature", evaluation.signature}});
  if (shows_confidence(evaluation)) {
    const Confidence& confidence = *evaluation.confidence;
    json["confidence_mean"] = rounded(confidence.mean, width);
    json["confidence_var"] = rounded(confidence.half_interval, width);
    json["confidence"] = "μ = " + interval_text(confidence, width);
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

std::string scores_by_length(const EvaluateOptions& options,
                             std::span<const std::string> hypotheses, References references) {
  constexpr size_t kMostWords[] = {5, 10, 15, 20, 30, 50, std::numeric_limits<size_t>::max()};
  std::vector<Column> columns = {{"Words"}, {"Sentences"}};
  Json array = Json::array();
  size_t least = 0;
  for (const size_t most : kMostWords) {
    std::vector<std::vector<std::string>> system(1), of_these(references.size());
    for (size_t i = 0; i < hypotheses.size(); ++i) {
      const size_t words = word_count(references[0][i]);
      if (words < least || words > most) continue;
      system[0].push_back(hypotheses[i]);
      for (size_t r = 0; r < references.size(); ++r)
        of_these[r].push_back(references[r][i]);
    }
    const bool last = most == std::end(kMostWords)[-1];
    const std::string words = std::to_string(least) + (last ? "+" : "-" + std::to_string(most));
    least = most + 1;
    if (system[0].empty()) continue;
    columns[0].push_back(words);
    columns[1].push_back(std::to_string(system[0].size()));
    Json row = Json::object({{"words", words}, {"sentences", system[0].size()}});
    size_t column = 2;
    for (const std::vector<Evaluation>& found : evaluate(options, system, of_these)) {
      if (columns.size() == column) columns.push_back({found[0].name});
      columns[column++].push_back(cell_text(found[0], static_cast<int>(options.width)));
      row[found[0].name] = rounded(found[0].score, static_cast<int>(options.width));
    }
    array.push_back(row);
  }
  return options.format == ScoreFormat::kJson ? array.dump(1) + "\n" : table(columns);
}

std::string evaluation_output(const EvaluateOptions& options, std::span<const std::string> names,
                              const Evaluations& results) {
  if (names.size() > 1) {
    Column systems(names.begin(), names.end());
    if (results[0][0].confidence) systems[0] = kBaseline + systems[0];
    return options.format == ScoreFormat::kJson ? comparison_json(systems, results)
                                                : comparison_text(options, systems, results);
  }
  std::vector<Evaluation> all;  // the only system under each metric, or its sentences under one
  for (const std::vector<Evaluation>& evaluations : results)
    all.insert(all.end(), evaluations.begin(), evaluations.end());
  return output_of_one(options, all);
}

}  // namespace gloss::translate
