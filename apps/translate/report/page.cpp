#include "apps/translate/report/page.h"

#include <algorithm>
#include <array>
#include <functional>

#include "apps/translate/report/html.h"

namespace gloss::translate {
namespace {

using namespace std::string_view_literals;

// The text of style.css, as a raw string literal that the build writes.
constexpr std::string_view kStyle[] = {
#include "style.css.inc"
};

// A letter for each run if there are several. It fits beside the lines of a chart.
std::string key(const std::vector<Run>& runs, size_t run) {
  if (runs.size() == 1) return "";
  return run < 26 ? std::string(1, static_cast<char>('A' + run)) : std::to_string(run + 1);
}

std::string keyed_name(const std::vector<Run>& runs, size_t run) {
  const std::string letter = key(runs, run);
  return (letter.empty() ? "" : element("span", "class=\"key\" " + hue(run), letter) + " ") +
         escape(runs[run].name);
}

std::string section(const std::string& title, const std::string& content) {
  return content.empty() ? "" : element("section", "", element("h2", "", title) + content) + "\n";
}

const std::string* find(const Facts& facts, const std::string& name) {
  const auto at = std::ranges::find(facts, name, &Facts::value_type::first);
  return at == facts.end() ? nullptr : &at->second;
}

// A table with a row for each name that any run has, and a column for each run. Rows whose texts
// differ are marked.
std::string comparison(const std::vector<Run>& runs, Facts Run::*facts, bool mark_differences) {
  std::string head = "<td></td>", rows;
  std::vector<std::string> names;
  for (size_t i = 0; i < runs.size(); ++i) {
    head += element("th", "scope=\"col\"", keyed_name(runs, i));
    for (const auto& [name, text] : runs[i].*facts)
      if (std::ranges::find(names, name) == names.end()) names.push_back(name);
  }
  for (const std::string& name : names) {
    std::string cells;
    bool differs = false;
    const std::string* const first = find(runs[0].*facts, name);
    for (const Run& run : runs) {
      const std::string* const text = find(run.*facts, name);
      differs |= (text == nullptr) != (first == nullptr) || (text != nullptr && *text != *first);
      cells += element("td", "", text ? escape(*text) : "");
    }
    differs &= mark_differences;
    rows += element("tr", differs ? "class=\"differs\"" : "",
                    element("th", "scope=\"row\"", escape(name) + (differs ? " ≠" : "")) + cells) +
            "\n";
  }
  if (names.empty()) return "";
  return element(
      "div", "class=\"scroll\"",
      element("table", "class=\"facts\"",
              element("thead", "", element("tr", "", head)) + element("tbody", "", rows)));
}

std::string legend(const std::vector<Run>& runs) {
  const bool one = runs.size() == 1;
  std::string items;
  for (size_t i = 0; i < runs.size() && !one; ++i)
    items += element("span", "", legend_swatch(i, true) + keyed_name(runs, i));
  const auto kind = [&](bool validation, const std::string& words) {
    return element("span", "class=\"soft\"", (one ? legend_swatch(0, validation) : "") + words);
  };
  return element("p", "class=\"legend\"",
                 items + kind(true, "with marks: validation (hover shows the value)") +
                     kind(false, "thin: training"));
}

std::string curves(const std::vector<Run>& runs) {
  std::string figures;
  for (const Chart& chart : charts(runs))
    figures += draw(chart) + "\n";
  return figures.empty() ? "" : legend(runs) + element("div", "class=\"charts\"", figures);
}

std::string sentence(const std::string& text) {
  return element("bdi", "", escape(text));
}

// The translations of one sentence over time, without repetitions; at most 8 of them, evenly
// spread, the first and the last included.
std::string progress_of(const SampleHistory& sample) {
  constexpr size_t kMost = 8;
  std::vector<std::pair<int64_t, std::string>> changes;
  for (const auto& translation : sample.translations)
    if (changes.empty() || changes.back().second != translation.second)
      changes.push_back(translation);
  std::string items;
  const size_t shown = std::min(kMost, changes.size());
  for (size_t i = 0; i < shown; ++i) {
    const auto& [update, text] = changes[shown < 2 ? 0 : i * (changes.size() - 1) / (shown - 1)];
    items += element("dt", "", std::to_string(update)) + element("dd", "", sentence(text)) + "\n";
  }
  return items + element("dt", "", "reference") +
         element("dd", "class=\"reference\"", sentence(sample.reference));
}

// A card for each sentence, under the name of its run.
std::string cards(const std::vector<Run>& runs, const std::string& explanation,
                  const std::function<std::vector<std::string>(const Run&)>& contents) {
  std::string all;
  for (size_t i = 0; i < runs.size(); ++i)
    for (const std::string& content : contents(runs[i]))
      all += element("div", "",
                     (runs.size() > 1 ? element("p", "", keyed_name(runs, i)) : "") + content);
  if (all.empty()) return "";
  return element("p", "class=\"soft\"", explanation) + element("div", "class=\"cards\"", all);
}

std::vector<std::string> samples(const Run& run) {
  std::vector<std::string> contents;
  for (const SampleHistory& sample : run.samples)
    contents.push_back(element("h3", "", sentence(sample.source)) +
                       element("dl", "", progress_of(sample)));
  return contents;
}

std::vector<std::string> attention(const Run& run) {
  std::vector<std::string> contents;
  for (const TranslatedSentence& s : run.translated)
    contents.push_back(
        element("h3", "", sentence(s.source)) + element("p", "", sentence(s.translation)) +
        (s.reference.empty() ? ""
                             : element("p", "class=\"soft reference\"", sentence(s.reference))) +
        (s.attention.weights.empty()
             ? element("p", "class=\"soft\"", "There is no attention to show.")
             : element("div", "class=\"scroll\"", attention_table(s.attention))));
  return contents;
}

}  // namespace

std::string attention_table(const AttentionMap& map) {
  std::string head = "<td></td>", rows;
  for (const std::string& word : map.source)
    head += element("th", "scope=\"col\"", element("span", "", escape(word)));
  for (size_t t = 0; t < map.target.size(); ++t) {
    const float* const row = map.weights.data() + t * map.source.size();
    const size_t strongest =
        static_cast<size_t>(std::max_element(row, row + map.source.size()) - row);
    std::string cells = element("th", "scope=\"row\"", escape(map.target[t]));
    for (size_t s = 0; s < map.source.size(); ++s) {
      const std::string weight = fixed(static_cast<double>(row[s]), 2);
      cells += element("td",
                       "style=\"--w:" + weight + "\" title=\"" + escape(map.target[t]) + " ← " +
                           escape(map.source[s]) + ": " + weight + "\"",
                       s == strongest ? fixed(100 * static_cast<double>(row[s]), 0) : "");
    }
    rows += element("tr", "", cells) + "\n";
  }
  return element("table", "class=\"heat\"",
                 element("thead", "", element("tr", "", head)) + element("tbody", "", rows));
}

std::vector<Chart> charts(const std::vector<Run>& runs) {
  struct Kind {
    Quantity quantity;
    const char *title, *unit;
    bool logarithmic, from_zero;
  };
  constexpr std::array<Kind, kQuantities> kKinds = {
      {{Quantity::kLoss, "Loss", "nats per target token", false, false},
       {Quantity::kPerplexity, "Perplexity", "on validation data, logarithmic", true, false},
       {Quantity::kBleu, "BLEU", "on validation data", false, true},
       {Quantity::kChrf, "chrF", "on validation data", false, true},
       {Quantity::kLearnRate, "Learning rate", "", false, true},
       {Quantity::kGradNorm, "Gradient norm", "before it is clipped", false, true},
       {Quantity::kSpeed, "Speed", "target tokens per second", false, true}}};
  std::vector<Chart> all;
  for (const Kind& kind : kKinds) {
    Chart chart{kind.title, kind.unit, kind.logarithmic, kind.from_zero, {}};
    for (size_t i = 0; i < runs.size(); ++i)
      for (const auto& [curve, points] : runs[i].curves) {
        if (curve.quantity != kind.quantity) continue;
        std::string label = key(runs, i);
        if (curve.quantity == Quantity::kLoss)
          label += std::string(label.empty() ? "" : " ") + (curve.validation ? "valid" : "train");
        chart.lines.push_back({label, i, curve.validation, points});
      }
    if (!chart.lines.empty()) all.push_back(chart);
  }
  return all;
}

std::string page(const std::vector<Run>& runs, const std::string& machine) {
  const std::string body =
      element("h1", "", "Training report") + "\n" + comparison(runs, &Run::facts, false) +
      section("Learning curves", curves(runs)) +
      section("Samples over time",
              cards(runs, "Validation sentences and their translations after so many updates.",
                    samples)) +
      section("Attention",
              cards(runs,
                    "A row for each target word, a column for each source word, and the largest "
                    "weight of each row in percent. Hover shows the others.",
                    attention)) +
      section("Settings", comparison(runs, &Run::settings, runs.size() > 1)) +
      element("footer", "", escape(machine));
  return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
         "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
         "<title>Training report</title>\n<style>" +
         std::string(kStyle[0]) + "</style>\n</head>\n<body>\n" + body + "\n</body>\n</html>\n";
}

}  // namespace gloss::translate
