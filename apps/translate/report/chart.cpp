#include "apps/translate/report/chart.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <sstream>

#include "apps/translate/cli/progress.h"
#include "apps/translate/report/html.h"

namespace gloss::translate {
namespace {

// Pixels of the whole and of the margins; the right one holds the labels of the lines.
constexpr double kWidth = 400, kHeight = 236, kLeft = 42, kRight = 86, kTop = 10, kBottom = 36;
constexpr double kLabelGap = 14;   // between the labels' base lines
constexpr size_t kMostMarks = 16;  // of a line
constexpr size_t kHues = 6;
constexpr std::array<const char*, 4> kDashes = {"none", "7 3", "2 3", "9 3 2 3"};

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

struct Range {
  double low = std::numeric_limits<double>::infinity(), high = -low;

  void include(double value) {
    low = std::min(low, value);
    high = std::max(high, value);
  }
};

std::string mark(size_t run, double x, double y) {
  const std::string at = "transform=\"translate(" + px(x) + " " + px(y) + ")\"";
  constexpr std::array<const char*, kDashes.size()> kShapes = {
      "M-3 0a3 3 0 1 0 6 0a3 3 0 1 0-6 0", "M-3-3h6v6h-6z", "M-3.5 3L0-4L3.5 3z",
      "M-4 0L0-4L4 0L0 4z"};
  return "<path class=\"mark\" d=\"" + std::string(kShapes[run % kShapes.size()]) + "\" " + at;
}

std::string stroke(size_t run, bool marked) {
  return "class=\"" + std::string(marked ? "line" : "line thin") + "\" stroke-dasharray=\"" +
         kDashes[run % kDashes.size()] + "\"";
}

std::string text_at(const char* style, double x, double y, const std::string& text) {
  return element("text",
                 "class=\"" + std::string(style) + "\" x=\"" + px(x) + "\" y=\"" + px(y + 4) + "\"",
                 escape(text));
}

std::string path(const char* style, double x, double y, const std::string& rest) {
  return "<path class=\"" + std::string(style) + "\" d=\"M" + px(x) + " " + px(y) + rest + "\"/>";
}

std::string draw_axes(const Axis& x, const Axis& y) {
  const double right = kWidth - kRight, bottom = kHeight - kBottom, below = bottom + 13;
  std::string svg;
  for (const double tick : y.ticks)
    svg += path("grid", kLeft, y.at(tick), "H" + px(right)) +
           text_at("end", kLeft - 6, y.at(tick), short_number(tick));
  for (const double tick : x.ticks)
    svg += path("axis", x.at(tick), bottom, "v4") +
           text_at("middle", x.at(tick), below, short_number(tick));
  return svg + path("axis", kLeft, bottom, "H" + px(right)) +
         text_at("end", kWidth, below, "updates");
}

std::string draw_line(const Line& line, const Axis& x, const Axis& y) {
  std::string line_path, marks;
  bool pen_down = false;
  const size_t every = (line.points.size() + kMostMarks - 1) / kMostMarks;
  for (size_t i = 0; i < line.points.size(); ++i) {
    const Point& p = line.points[i];
    if (!std::isfinite(p.y)) {
      pen_down = false;
      continue;
    }
    line_path += (pen_down ? "L" : "M") + px(x.at(p.x)) + " " + px(y.at(p.y));
    if (!pen_down) line_path += "h0";  // a dot, should no neighbour follow
    pen_down = true;
    if ((line.points.size() - 1 - i) % every == 0 && line.marked)
      marks += mark(line.run, x.at(p.x), y.at(p.y)) + ">" +
               element("title", "", "update " + fixed(p.x, 0) + ": " + short_number(p.y)) +
               "</path>";
  }
  return "<path " + stroke(line.run, line.marked) + " d=\"" + line_path + "\"/>" + marks;
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

Point last_finite(const std::vector<Point>& points) {
  return *std::find_if(points.rbegin(), points.rend(),
                       [](const Point& p) { return std::isfinite(p.y); });
}

std::string draw_label(const Line& line, const Axis& x, const Axis& y, double height) {
  const Point last = last_finite(line.points);
  const double right = kWidth - kRight;
  return path("leader", x.at(last.x), y.at(last.y), "L" + px(right + 3) + " " + px(height)) +
         text_at("label", right + 8, height,
                 line.label + (line.label.empty() ? "" : " ") + short_number(last.y));
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

std::string draw(const Chart& chart) {
  const std::vector<Line>& lines = chart.lines;
  Range across, up;
  if (chart.from_zero) up.include(0);
  across.include(0);
  for (const Line& line : lines)
    for (const Point& p : line.points)
      if (std::isfinite(p.y)) {
        across.include(p.x);
        up.include(p.y);
      }
  const Axis x{linear_ticks(across.low, across.high, 4), kLeft, kWidth - kRight};
  const Axis y{
      chart.logarithmic ? logarithmic_ticks(up.low, up.high) : linear_ticks(up.low, up.high, 4),
      kHeight - kBottom, kTop, chart.logarithmic};
  std::vector<double> ends;
  for (const Line& line : lines)
    ends.push_back(y.at(last_finite(line.points).y));
  const std::vector<double> heights = spread(ends, kTop, kHeight - kBottom);

  std::string svg = draw_axes(x, y);
  for (size_t i = 0; i < lines.size(); ++i)
    svg += element("g", hue(lines[i].run),
                   draw_line(lines[i], x, y) + draw_label(lines[i], x, y, heights[i]));
  return element(
      "figure", "",
      element("figcaption", "", element("b", "", escape(chart.title)) + " " + escape(chart.unit)) +
          element("svg",
                  "viewBox=\"0 0 " + fixed(kWidth, 0) + " " + fixed(kHeight, 0) +
                      "\" role=\"img\" aria-label=\"" + escape(chart.title) + " by update\"",
                  svg));
}

std::string hue(size_t run) {
  return "style=\"--hue:var(--hue" + std::to_string(run % kHues) + ")\"";
}

std::string legend_swatch(size_t run, bool marked) {
  return element("svg", "class=\"swatch\" viewBox=\"0 0 34 12\" aria-hidden=\"true\" " + hue(run),
                 "<path " + stroke(run, marked) + " d=\"M1 6H33\"/>" +
                     (marked ? mark(run, 17, 6) + "/>" : ""));
}

}  // namespace gloss::translate
