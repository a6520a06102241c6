#include "apps/translate/report/pictures.h"

#include <algorithm>
#include <cmath>
#include <span>
#include <stdexcept>

#include "apps/translate/model/settings.h"
#include "apps/translate/report/html.h"
#include "apps/translate/text/unicode.h"
#include "apps/translate/training/defaults.h"
#include "core/graph_svg.h"
#include "core/io/json.h"
#include "models/translator.h"
#include "nn/trace.h"

namespace gloss::translate {
namespace {

constexpr size_t kMostLetters = 13, kLevels = 10;
constexpr double kTitleHeight = 58;

std::string px(double value) {
  return fixed(value, value == std::round(value) ? 0 : 1);
}

size_t letters_of(std::string_view text) {
  size_t letters = 0;
  for ([[maybe_unused]] const Utf8Char c : Characters(text))
    ++letters;
  return letters;
}

// The first letters of a token, so that long ones do not fill the picture.
std::string label(const std::string& token) {
  if (letters_of(token) <= kMostLetters) return token;
  std::string shown;
  size_t letters = 0;
  for (const Utf8Char c : Characters(token))
    if (++letters < kMostLetters) shown += c.bytes;
  return shown + "…";
}

double width_of(const std::vector<std::string>& tokens, double letter) {
  size_t most = 0;
  for (const std::string& token : tokens)
    most = std::max(most, letters_of(label(token)));
  return letter * static_cast<double>(most) + 12;
}

std::string picture(const std::string& title, const std::string& subtitle, double width,
                    double height, const std::string& content) {
  constexpr double kLetter = 10.5;  // of the title, in a wide font
  const double least =
      kLetter * static_cast<double>(std::max(letters_of(title), letters_of(subtitle))) + 8;
  return html("picture", {{"curve_style", html("curve style", {})},
                          {"title", title},
                          {"subtitle", subtitle},
                          {"width", px(std::ceil(std::max(width, least)))},
                          {"height", px(std::ceil(height + kTitleHeight))},
                          {"top", px(kTitleHeight)},
                          {"content", content}});
}

}  // namespace

Heatmap heatmap_svg(const AttentionMap& map, double cell, HeatmapNumbers numbers) {
  const size_t rows = map.target.size(), columns = map.source.size();
  const double letter = cell < 20 ? 6.2 : 7.8;
  const double left = width_of(map.target, letter), top = width_of(map.source, letter);
  const auto x = [&](size_t c) { return left + cell * static_cast<double>(c); };
  const auto y = [&](size_t r) { return top + cell * static_cast<double>(r); };
  std::string content, values;
  std::vector<std::string> paths(kLevels + 1);  // cells of about the same weight are one path
  for (size_t r = 0; r < rows; ++r) {
    const auto row = std::span(map.weights).subspan(r * columns, columns);
    const auto largest = std::ranges::max_element(row) - row.begin();
    for (size_t c = 0; c < columns; ++c) {
      const double w = std::clamp(static_cast<double>(row[c]), 0.0, 1.0);
      const auto level = static_cast<size_t>(std::lround(w * kLevels));
      if (level > 0)
        paths[level] += "M" + px(x(c)) + " " + px(y(r)) + "h" + px(cell) + "v" + px(cell) + "h-" +
                        px(cell) + "z";
      const bool is_largest = largest == static_cast<std::ptrdiff_t>(c);
      if (numbers == HeatmapNumbers::kAll || (numbers == HeatmapNumbers::kLargest && is_largest))
        values +=
            html("heatmap value",
                 {{"x", px(x(c) + cell / 2)},
                  {"y", px(y(r) + cell / 2 + 3.5)},
                  {"value", numbers == HeatmapNumbers::kAll ? fixed(w, 2) : fixed(100 * w, 0)}});
    }
  }
  const double strongest = numbers == HeatmapNumbers::kNone ? 1 : 0.6;  // numbers stay readable
  for (size_t level = 1; level <= kLevels; ++level)
    if (!paths[level].empty())
      content += html("heatmap cells",
                      {{"opacity", fixed(static_cast<double>(level) / kLevels * strongest, 2)},
                       {"d", paths[level]}});
  content += values;
  for (size_t r = 0; r < rows; ++r)
    content +=
        html("heatmap row",
             {{"x", px(left - 5)}, {"y", px(y(r) + cell / 2 + 4)}, {"word", label(map.target[r])}});
  for (size_t c = 0; c < columns; ++c)
    content +=
        html("heatmap column",
             {{"x", px(x(c) + cell / 2 + 4)}, {"y", px(top - 5)}, {"word", label(map.source[c])}});
  const double width = std::ceil(x(columns)) + 2, height = std::ceil(y(rows)) + 2;
  return {html("heatmap", {{"width", px(width)},
                           {"height", px(height)},
                           {"left", px(left)},
                           {"top", px(top)},
                           {"columns", px(x(columns) - left)},
                           {"rows", px(y(rows) - top)},
                           {"content", content}}),
          width, height};
}

std::string attention_picture(const std::string& source, const std::string& translation,
                              const AttentionMap& map) {
  const Heatmap heatmap = heatmap_svg(map, 30, HeatmapNumbers::kLargest);
  return picture(source, translation, heatmap.width, heatmap.height, heatmap.svg);
}

std::string curves_picture(const Chart& chart) {
  const Plot plot = draw_plot(chart);
  return picture(
      chart.title, chart.unit, plot.width, plot.height,
      html("plot",
           {{"width", px(plot.width)}, {"height", px(plot.height)}, {"content", plot.svg}}));
}

std::vector<SpeedRow> read_speeds(const std::string& path, std::istream& in) {
  std::vector<SpeedRow> rows;
  int64_t number = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    if (line.empty() || line[0] == '#') continue;
    std::vector<std::string> cells(1);
    for (const char c : line)
      if (c == '\t')
        cells.emplace_back();
      else
        cells.back() += c;
    try {
      if (cells.size() != 6) throw std::invalid_argument("cells");
      rows.push_back(
          {cells[0], cells[1], {cells[2], std::stod(cells[3])}, {cells[4], std::stod(cells[5])}});
    } catch (const std::logic_error&) {
      throw std::runtime_error("'" + path + "' line " + std::to_string(number) +
                               " is no row of speeds: what, unit, name, value, name, value, with "
                               "tabs between them");
    }
  }
  return rows;
}

std::string speed_picture(const std::vector<SpeedRow>& rows) {
  constexpr double kLongest = 360, kRow = 66;
  std::string content;
  double y = 0;
  for (const SpeedRow& row : rows) {
    content += html("text", {{"class", "name"}, {"x", "4"}, {"y", px(y + 10)}, {"text", row.what}});
    const double most = std::max({row.ours.second, row.other.second, 1e-9});
    for (const bool ours : {true, false}) {
      const auto& [name, value] = ours ? row.ours : row.other;
      const double length = kLongest * std::max(value, 0.0) / most, top = y + (ours ? 17 : 34);
      content += html("picture bar",
                      {{"class", ours ? "bar" : "other"},
                       {"x", "4"},
                       {"y", px(top)},
                       {"width", px(length)},
                       {"end", px(length + 10)},
                       {"below", px(top + 11.5)},
                       {"text", name + " " + fixed(value, value < 10 ? 2 : 0) + " " + row.unit}});
    }
    y += kRow;
  }
  return picture("Speed", "longer is faster", kLongest + 190, y, content);
}

std::string architecture_picture(const std::string& type) {
  ModelSettings settings;
  OptionTable options = model_options(settings);
  options.parse({"--type", type});
  resolve_model_defaults(options, settings, {});  // as gloss train chooses them
  const auto model = make_model(settings, 100, 100, 1);
  model->eval();
  std::vector<int32_t> source(6, models::kReservedIds), target(7, models::kReservedIds);
  Trace trace;
  nn::name_modules(trace, *model);
  model->loss({models::pad({source}), models::pad({target})}, 0);
  return to_svg(modules_of(trace.entries()));
}

}  // namespace gloss::translate
