#include "apps/translate/report/chart.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <sstream>

#include "apps/translate/cli/progress.h"
#include "apps/translate/cli/terminal.h"
#include "apps/translate/report/html.h"
#include "core/io/json.h"

namespace gloss::translate {
namespace {

// Pixels of the whole figure, which long labels widen, and of the edges of the plot; right of it
// are the lines' labels.
constexpr double kWidth = 400, kHeight = 236, kLeft = 42, kRight = 298, kTop = 10, kBottom = 200;
constexpr double kLabelGap = 14;   // between the labels' base lines
constexpr double kLetter = 6.5;    // width of most letters of a label
constexpr size_t kMostMarks = 16;  // of a line

std::string px(double value) {
  return fixed(value, 1);
}

// Three digits, and k or M for thousands and millions. (format_count() alone would show a learning
// rate as 0.)
std::string short_number(double value) {
  if (std::abs(value) >= 999.5) {
    std::string text = format_count(value);
    if (const size_t at = text.find(".0"); at != std::string::npos) text.erase(at, 2);
    return text;
  }
  std::ostringstream out;
  out.precision(3);
  out << value;
  return out.str();
}

// Maps numbers to pixels along one axis.
struct Axis {
  std::vector<double> ticks;
  double first_pixel, last_pixel;
  bool logarithmic = false;

  double at(double value) const {
    const auto scaled = [this](double v) { return logarithmic ? std::log(v) : v; };
    const double low = scaled(ticks.front()), high = scaled(ticks.back());
    return first_pixel + (scaled(value) - low) / (high - low) * (last_pixel - first_pixel);
  }
};

Point last_finite(const std::vector<Point>& points) {
  return *std::find_if(points.rbegin(), points.rend(),
                       [](const Point& p) { return std::isfinite(p.y); });
}

std::string path(const char* style, const std::string& d) {
  return html("path", {{"class", style}, {"d", d}});
}

std::string move_to(double x, double y) {
  return "M" + px(x) + " " + px(y);
}

std::string mark(size_t run, double x, double y, const std::string& title) {
  return html(
      "mark",
      {{"shape", "mark" + std::to_string(run % 4)}, {"x", px(x)}, {"y", px(y)}, {"title", title}});
}

std::string text_at(const char* style, double x, double y, const std::string& text) {
  return html("text", {{"class", style}, {"x", px(x)}, {"y", px(y + 4)}, {"text", text}});
}

std::string draw_axes(const Axis& x, const Axis& y, const std::string& x_unit, double width) {
  const double below = kBottom + 13;
  std::string svg;
  for (const double tick : y.ticks)
    svg += path("grid", move_to(kLeft, y.at(tick)) + "H" + px(kRight)) +
           text_at("end", kLeft - 6, y.at(tick), short_number(tick));
  for (const double tick : x.ticks)
    svg += path("axis", move_to(x.at(tick), kBottom) + "v4") +
           text_at("middle", x.at(tick), below, short_number(tick));
  return svg + path("axis", move_to(kLeft, kBottom) + "H" + px(kRight)) +
         text_at("end", width, below, x_unit);
}

std::string label_of(const Line& line) {
  return line.label + (line.label.empty() ? "" : " ") + short_number(last_finite(line.points).y);
}

// The line with its marks, its last value at `label_height`, and a leader from one to the other.
std::string draw_line(const Line& line, const Axis& x, const Axis& y, const std::string& x_unit,
                      double label_height) {
  std::string d, marks;
  bool pen_down = false;
  const size_t every = (line.points.size() + kMostMarks - 1) / kMostMarks;
  for (size_t i = 0; i < line.points.size(); ++i) {
    const Point& p = line.points[i];
    if (!std::isfinite(p.y)) {
      pen_down = false;
      continue;
    }
    d += (pen_down ? "L" : "M") + px(x.at(p.x)) + " " + px(y.at(p.y));
    if (!pen_down) d += "h0";  // a dot, should no neighbour follow
    pen_down = true;
    if ((line.points.size() - 1 - i) % every == 0 && line.marked)
      marks +=
          mark(line.run, x.at(p.x), y.at(p.y),
               fixed(p.x, x_unit == "updates" ? 0 : 1) + " " + x_unit + ": " + short_number(p.y));
  }
  const Point last = last_finite(line.points);
  const std::string leader =
      move_to(x.at(last.x), y.at(last.y)) + "L" + px(kRight + 3) + " " + px(label_height);
  return html(
      "line",
      {{"look", look(line.run)},
       {"content", path(line.marked ? "line" : "line thin", d) + marks + path("leader", leader) +
                       text_at("label", kRight + 8, label_height, label_of(line))}});
}

// The heights of the labels: each as near as possible to the end of its line, kLabelGap apart, or
// less if there are many.
std::vector<double> spread(const std::vector<double>& wanted, double low, double high) {
  std::vector<size_t> order(wanted.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::ranges::stable_sort(order, {}, [&](size_t i) { return wanted[i]; });
  std::vector<double> heights = wanted;
  const double gap = std::min(kLabelGap, (high - low) / static_cast<double>(wanted.size()));
  double least = low;
  for (const size_t i : order) {  // downwards, each below the label before it
    heights[i] = std::max(heights[i], least);
    least = heights[i] + gap;
  }
  double most = high;
  for (auto i = order.rbegin(); i != order.rend(); ++i) {  // and back up from the bottom
    heights[*i] = std::min(heights[*i], most);
    most = heights[*i] - gap;
  }
  return heights;
}

}  // namespace

std::vector<double> linear_ticks(double low, double high, int count) {
  const double size = std::abs(low);
  if (high - low <= std::max(1e-9 * size, 1e-30)) high = low + (size <= 1e-30 ? 1 : size / 10);
  const double wanted = (high - low) / count;
  const double power = std::pow(10, std::floor(std::log10(wanted)));
  const double digit = wanted / power;
  const double step = power * (digit < 1.5 ? 1 : digit < 3.5 ? 2 : digit < 7.5 ? 5 : 10);
  // 1e-9: if low or high is a tick up to rounding, no further tick follows it.
  const double first = std::floor(low / step + 1e-9), last = std::ceil(high / step - 1e-9);
  std::vector<double> ticks;
  for (double i = first; i <= last; ++i)
    ticks.push_back(i * step);
  return ticks;
}

std::vector<double> logarithmic_ticks(double low, double high) {
  const auto around = [=](std::initializer_list<double> digits) {
    std::vector<double> ticks;
    for (double power = std::pow(10, std::floor(std::log10(low)));; power *= 10)
      for (const double digit : digits) {
        if (digit * power <= low) ticks.clear();
        ticks.push_back(digit * power);
        if (ticks.size() > 1 && ticks.back() >= high) return ticks;
      }
  };
  const std::vector<double> fine = around({1, 2, 5});
  return fine.size() > 7 ? around({1}) : fine;
}

Plot draw_plot(const Chart& chart) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  double low = chart.from_zero ? 0 : kInfinity, high = chart.from_zero ? 0 : -kInfinity;
  double last_update = 0;
  for (const Line& line : chart.lines)
    for (const Point& p : line.points)
      if (std::isfinite(p.y)) {
        last_update = std::max(last_update, p.x);
        low = std::min(low, p.y);
        high = std::max(high, p.y);
      }
  const Axis x{linear_ticks(0, last_update, 4), kLeft, kRight};
  const Axis y{chart.logarithmic ? logarithmic_ticks(low, high) : linear_ticks(low, high, 4),
               kBottom, kTop, chart.logarithmic};
  std::vector<double> ends;
  double width = kWidth;
  for (const Line& line : chart.lines) {
    ends.push_back(y.at(last_finite(line.points).y));
    width = std::max(width, kRight + 8 + kLetter * display_width(label_of(line)));
  }
  const std::vector<double> heights = spread(ends, kTop, kBottom);
  std::string svg = draw_axes(x, y, chart.x_unit, width);
  for (size_t i = 0; i < chart.lines.size(); ++i)
    svg += draw_line(chart.lines[i], x, y, chart.x_unit, heights[i]);
  return {svg, width, kHeight};
}

std::string draw(const Chart& chart) {
  const Plot plot = draw_plot(chart);
  return html("chart", {{"title", chart.title},
                        {"unit", chart.unit},
                        {"width", fixed(plot.width, 0)},
                        {"height", fixed(plot.height, 0)},
                        {"content", plot.svg}});
}

std::string look(size_t run) {
  return "hue" + std::to_string(run % 6) + " dash" + std::to_string(run % 4);
}

std::string legend_swatch(size_t run, bool marked) {
  const std::string line = path(marked ? "line" : "line thin", "M1 6H33");
  return html("swatch",
              {{"look", look(run)}, {"line", line + (marked ? mark(run, 17, 6, "") : "")}});
}

}  // namespace gloss::translate
