#include "apps/translate/report/page.h"

#include <algorithm>
#include <functional>
#include <span>

#include "apps/translate/report/html.h"
#include "core/io/json.h"

namespace gloss::translate {
namespace {

// A letter for each run if there are several. It fits beside the lines of a chart.
std::string letter_of(const std::vector<Run>& runs, size_t run) {
  if (runs.size() == 1) return "";
  return run < 26 ? std::string(1, static_cast<char>('A' + run)) : std::to_string(run + 1);
}

std::string keyed_name(const std::vector<Run>& runs, size_t run) {
  if (runs.size() == 1) return escape(runs[run].name);
  return html("run name",
              {{"look", look(run)}, {"letter", letter_of(runs, run)}, {"name", runs[run].name}});
}

// The text of the fact of this name; empty if there is none.
std::string text_of(const Facts& facts, const std::string& name) {
  const auto at = std::ranges::find(facts, name, &Facts::value_type::first);
  return at == facts.end() ? "" : at->second;
}

// A table with a row for each name that any run has, and a column for each run. Rows whose texts
// differ are marked.
std::string comparison(const std::vector<Run>& runs, Facts Run::*facts, bool mark_differences) {
  std::string head, rows;
  std::vector<std::string> names;
  for (size_t i = 0; i < runs.size(); ++i) {
    head += html("facts column", {{"name", keyed_name(runs, i)}});
    for (const auto& [name, text] : runs[i].*facts)
      if (std::ranges::find(names, name) == names.end()) names.push_back(name);
  }
  for (const std::string& name : names) {
    std::string cells;
    bool differs = false;
    for (const Run& run : runs) {
      const std::string text = text_of(run.*facts, name);
      differs |= mark_differences && text != text_of(runs[0].*facts, name);
      cells += html("facts cell", {{"text", text}});
    }
    rows += html("facts row", {{"class", differs ? "differs" : ""},
                               {"name", name + (differs ? " ≠" : "")},
                               {"cells", cells}});
  }
  return names.empty() ? "" : html("facts", {{"runs", head}, {"rows", rows}});
}

std::string curves(const std::vector<Run>& runs) {
  const bool one = runs.size() == 1;
  std::string figures, legend;
  std::vector<std::string> letters;
  for (size_t i = 0; i < runs.size(); ++i)
    letters.push_back(letter_of(runs, i));
  for (const Chart& chart : charts(runs, letters))
    figures += draw(chart);
  for (size_t i = 0; i < runs.size() && !one; ++i)
    legend += html("legend", {{"swatch", legend_swatch(i, true)}, {"name", keyed_name(runs, i)}});
  if (figures.empty()) return "";
  return html("section of curves", {{"runs", legend},
                                    {"marked", one ? legend_swatch(0, true) : ""},
                                    {"thin", one ? legend_swatch(0, false) : ""},
                                    {"charts", figures}});
}

// A section with a card for each sentence of each run, under the name of the run.
std::string cards(const char* section, const std::vector<Run>& runs,
                  const std::function<std::vector<std::string>(const Run&)>& contents) {
  std::string all;
  for (size_t i = 0; i < runs.size(); ++i)
    for (const std::string& content : contents(runs[i]))
      all +=
          html("card", {{"run", runs.size() > 1 ? keyed_name(runs, i) : ""}, {"content", content}});
  return all.empty() ? "" : html(section, {{"cards", all}});
}

// The translations of one sentence over time, without repetitions; at most 8 of them, evenly
// spread, the first and the last included.
std::string translations(const SampleHistory& sample) {
  constexpr size_t kMost = 8;
  std::vector<std::pair<int64_t, std::string>> changes;
  for (const auto& translation : sample.translations)
    if (changes.empty() || changes.back().second != translation.second)
      changes.push_back(translation);
  std::string items;
  const size_t shown = std::min(kMost, changes.size());
  for (size_t i = 0; i < shown; ++i) {
    const auto& [update, text] = changes[shown < 2 ? 0 : i * (changes.size() - 1) / (shown - 1)];
    items += html("sample translation", {{"update", std::to_string(update)}, {"text", text}});
  }
  return items;
}

std::vector<std::string> samples(const Run& run) {
  std::vector<std::string> contents;
  for (const SampleHistory& sample : run.samples)
    contents.push_back(html("sample", {{"source", sample.source},
                                       {"translations", translations(sample)},
                                       {"reference", sample.reference}}));
  return contents;
}

std::vector<std::string> attention(const Run& run) {
  std::vector<std::string> contents;
  for (const TranslatedSentence& s : run.translated)
    contents.push_back(html("translation", {{"source", s.source},
                                            {"translation", s.translation},
                                            {"reference", s.reference},
                                            {"attention", attention_table(s.attention)}}));
  return contents;
}

}  // namespace

std::string attention_table(const AttentionMap& map) {
  if (map.weights.empty()) return html("no attention", {});
  std::string head, rows;
  for (const std::string& word : map.source)
    head += html("attention column", {{"word", word}});
  for (size_t t = 0; t < map.target.size(); ++t) {
    const std::span row = std::span(map.weights).subspan(t * map.source.size(), map.source.size());
    const auto strongest = std::ranges::max_element(row) - row.begin();
    std::string cells;
    for (size_t s = 0; s < row.size(); ++s)
      cells += html("attention cell", {{"weight", fixed(double{row[s]}, 2)},
                                       {"target", map.target[t]},
                                       {"source", map.source[s]},
                                       {"percent", strongest == static_cast<std::ptrdiff_t>(s)
                                                       ? fixed(100 * double{row[s]}, 0)
                                                       : ""}});
    rows += html("attention row", {{"word", map.target[t]}, {"cells", cells}});
  }
  return html("attention", {{"source", head}, {"rows", rows}});
}

std::vector<Chart> charts(const std::vector<Run>& runs, const std::vector<std::string>& names) {
  struct Kind {
    const char *quantity, *title, *unit;
    bool logarithmic, from_zero;
    const char* x_unit = "updates";
  };
  constexpr Kind kKinds[] = {
      {"loss", "Loss", "nats per target token", false, false},
      {"perplexity", "Perplexity", "on validation data, logarithmic", true, false},
      {"bleu", "BLEU", "on validation data", false, true},
      {"bleu by minutes", "BLEU by time", "on validation data", false, true, "minutes"},
      {"chrf", "chrF", "on validation data", false, true},
      {"learn_rate", "Learning rate", "", false, true},
      {"grad_norm", "Gradient norm", "before it is clipped", false, true},
      {"tokens_per_second", "Speed", "target tokens per second", false, true}};
  std::vector<Chart> all;
  for (const Kind& kind : kKinds) {
    Chart chart{kind.title, kind.unit, kind.logarithmic, kind.from_zero, {}, kind.x_unit};
    for (size_t i = 0; i < runs.size(); ++i)
      for (const auto& [curve, points] : runs[i].curves) {
        if (curve.quantity != kind.quantity) continue;
        std::string label = names[i];
        if (curve.quantity == "loss")
          label += std::string(label.empty() ? "" : " ") + (curve.validation ? "valid" : "train");
        chart.lines.push_back({label, i, curve.validation, points});
      }
    if (!chart.lines.empty()) all.push_back(chart);
  }
  return all;
}

std::string page(const std::vector<Run>& runs, const std::string& machine) {
  const std::string settings = comparison(runs, &Run::settings, runs.size() > 1);
  return html("page", {{"curve_style", html("curve style", {})},
                       {"facts", comparison(runs, &Run::facts, false)},
                       {"curves", curves(runs)},
                       {"samples", cards("section of samples", runs, samples)},
                       {"attention", cards("section of attention", runs, attention)},
                       {"settings",
                        settings.empty() ? "" : html("section of settings", {{"table", settings}})},
                       {"machine", machine}});
}

}  // namespace gloss::translate
