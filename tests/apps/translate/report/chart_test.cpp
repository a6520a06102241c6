#include "apps/translate/report/chart.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "tests/apps/translate/report/markup.h"
#include "tests/support/catch.h"

namespace gloss::translate {
namespace {

constexpr double kNothing = std::numeric_limits<double>::quiet_NaN();

void check_ticks(const std::vector<double>& found, const std::vector<double>& wanted) {
  CAPTURE(found, wanted);
  REQUIRE(found.size() == wanted.size());
  for (size_t i = 0; i < found.size(); ++i)
    CHECK(found[i] == Approx(wanted[i]).margin(1e-12));
}

int64_t count(const std::string& text, const std::string& part) {
  int64_t times = 0;
  for (size_t at = 0; (at = text.find(part, at)) != std::string::npos; at += part.size())
    ++times;
  return times;
}

TEST_CASE("chart: ticks are round and enclose the values", "[apps]") {
  check_ticks(linear_ticks(0, 842, 4), {0, 200, 400, 600, 800, 1000});
  check_ticks(linear_ticks(1.2, 6.9, 4), {1, 2, 3, 4, 5, 6, 7});
  check_ticks(linear_ticks(0, 0.003, 4), {0, 0.001, 0.002, 0.003});
  check_ticks(linear_ticks(0, 1e6, 4), {0, 2e5, 4e5, 6e5, 8e5, 1e6});
  check_ticks(linear_ticks(-3, 4, 4), {-4, -2, 0, 2, 4});
}

TEST_CASE("chart: a limit that is a tick up to rounding adds no tick", "[apps]") {
  check_ticks(linear_ticks(0, 0.1 + 0.2, 3), {0, 0.1, 0.2, 0.3});
  check_ticks(linear_ticks(0.3 - 0.1, 0.6, 4), {0.2, 0.3, 0.4, 0.5, 0.6});
}

TEST_CASE("chart: a single value has ticks around it", "[apps]") {
  for (const double value : {0.0, 5.0, -0.002, 1e12, -1e12, 1e-300}) {
    const auto ticks = linear_ticks(value, value, 4);
    CAPTURE(value, ticks);
    REQUIRE(ticks.size() >= 2);
    CHECK(ticks.front() <= value);
    CHECK(ticks.back() > value);
  }
  check_ticks(linear_ticks(1e12, 1e12 + 0.001, 4), linear_ticks(1e12, 1e12, 4));
  check_ticks(logarithmic_ticks(10, 10), {10, 20});
  check_ticks(logarithmic_ticks(3, 3), {2, 5});
}

TEST_CASE("chart: logarithmic ticks are 1, 2 and 5, or only powers of ten", "[apps]") {
  check_ticks(logarithmic_ticks(3, 90), {2, 5, 10, 20, 50, 100});
  check_ticks(logarithmic_ticks(10, 100), {10, 20, 50, 100});
  check_ticks(logarithmic_ticks(0.03, 0.7), {0.02, 0.05, 0.1, 0.2, 0.5, 1});
  check_ticks(logarithmic_ticks(3, 9000), {1, 10, 100, 1000, 10000});
}

TEST_CASE("chart: points lie where the axes say", "[apps]") {
  // The plot is 272 wide and 190 high, its lower left corner at (42, 200).
  const std::string svg =
      draw({"BLEU", "", false, true, {{"", 0, false, {{0, 0}, {50, 5}, {100, 10}}}}});
  CHECK_THAT(svg, ContainsSubstring("d=\"M42.0 200.0h0L170.0 105.0L298.0 10.0\""));
  CHECK(markup_fault(svg) == "");
}

TEST_CASE("chart: a logarithmic axis spaces factors evenly", "[apps]") {
  const std::string svg =
      draw({"Perplexity", "", true, false, {{"", 0, false, {{0, 1}, {50, 100}, {100, 10000}}}}});
  CHECK_THAT(svg, ContainsSubstring("d=\"M42.0 200.0h0L170.0 105.0L298.0 10.0\""));
}

TEST_CASE("chart: a missing value leaves a gap in the line", "[apps]") {
  const std::string svg = draw(
      {"Loss", "", false, true, {{"", 0, true, {{0, 10}, {50, kNothing}, {75, 5}, {100, 0}}}}});
  CHECK_THAT(svg, ContainsSubstring("d=\"M42.0 10.0h0M234.0 105.0h0L298.0 200.0\""));
  CHECK(count(svg, "class=\"mark\"") == 3);
  CHECK(svg.find("nan") == std::string::npos);
}

TEST_CASE("chart: the last finite value is written beside the line", "[apps]") {
  const std::string svg = draw(
      {"Loss", "", false, false, {{"A valid", 0, true, {{1, 4}, {2, 1.23456}, {3, kNothing}}}}});
  CHECK_THAT(svg, ContainsSubstring(">A valid 1.23</text>"));
  CHECK_THAT(draw({"x", "", false, true, {{"", 0, false, {{1, 0.00004}}}}}),
             ContainsSubstring(">4e-05</text>"));
  CHECK_THAT(draw({"x", "", false, true, {{"", 0, false, {{1, 12345}}}}}),
             ContainsSubstring(">12.3k</text>"));
}

// The heights of the labels of so many lines that end nearly together, from the top.
std::vector<double> label_heights(size_t lines) {
  Chart chart{"Loss", "", false, true, {}};
  for (size_t run = 0; run < lines; ++run)
    chart.lines.push_back({"run", run, true, {{0, 10}, {100, 0.01 * static_cast<double>(run)}}});
  const std::string svg = draw(chart);
  std::vector<double> heights;
  const std::string opening = "class=\"label\" x=\"306.0\" y=\"";
  for (size_t at = 0; (at = svg.find(opening, at)) != std::string::npos;)
    heights.push_back(std::stod(svg.substr(at += opening.size(), 6)));
  std::sort(heights.begin(), heights.end());
  REQUIRE(heights.size() == lines);
  return heights;
}

TEST_CASE("chart: labels of lines that end together stay apart and inside", "[apps]") {
  const auto few = label_heights(6);
  CHECK(few.back() <= 204);
  for (size_t i = 1; i < few.size(); ++i)
    CHECK(few[i] - few[i - 1] >= 13.9);
  const auto many = label_heights(30);
  CHECK(many.front() >= 10);
  CHECK(many.back() <= 204);
}

TEST_CASE("chart: runs differ by more than colour", "[apps]") {
  std::vector<std::string> shapes;
  for (size_t run = 0; run < 4; ++run) {
    std::string swatch = legend_swatch(run, true);
    const std::string colour = "hue" + std::to_string(run);
    swatch.erase(swatch.find(colour), colour.size());
    for (const std::string& other : shapes)
      CHECK(swatch != other);
    shapes.push_back(swatch);
  }
  CHECK(look(0) != look(1));
  CHECK(legend_swatch(0, true) != legend_swatch(0, false));
}

TEST_CASE("chart: a long line has few marks, its end among them", "[apps]") {
  Line line{"", 0, true, {}};
  for (int i = 1; i <= 1000; ++i)
    line.points.push_back({static_cast<double>(i), 1});
  const std::string svg = draw({"Loss", "", false, true, {line}});
  CHECK(count(svg, "class=\"mark\"") <= 16);
  CHECK_THAT(svg, ContainsSubstring("<title>1000 updates: 1</title>"));
}

TEST_CASE("chart: titles and labels are escaped", "[apps]") {
  const std::string svg = draw({"<i>", "\"&", false, true, {{"<script>", 0, true, {{1, 1}}}}});
  CHECK(markup_fault(svg) == "");
  CHECK(svg.find("<script") == std::string::npos);
  CHECK_THAT(svg, ContainsSubstring("aria-label=\"&lt;i&gt;\""));
}

}  // namespace
}  // namespace gloss::translate
