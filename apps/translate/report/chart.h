#pragma once

#include <string>
#include <vector>

#include "apps/translate/report/series.h"

// Curves as SVG. The number of a run chooses one of six hues, and one of four dashes and marks, so
// that lines differ even without colour; page.html holds their looks.

namespace gloss::translate {

struct Line {
  std::string label;  // stands before the last value at the right edge; may be empty
  size_t run;
  bool marked;                // thick, with marks that show their values on hover; or thin
  std::vector<Point> points;  // by x, ascending, at least one of them finite
};

struct Chart {
  std::string title, unit;
  bool logarithmic = false;  // values are 1 or more
  bool from_zero = false;    // the axis begins at 0
  std::vector<Line> lines;
  std::string x_unit = "updates";
};

// About `count` steps of 1, 2 or 5 times a power of ten. The first tick is at most `low`, the last
// at least `high`. There are two or more ticks, even if low == high.
std::vector<double> linear_ticks(double low, double high, int count);

// 1, 2 and 5 times powers of ten, or the powers alone if these are many, around low and high > 0.
std::vector<double> logarithmic_ticks(double low, double high);

// Axes, lines, their marks and their last values, as the content of an SVG of this size.
struct Plot {
  std::string svg;
  double width, height;
};
Plot draw_plot(const Chart& chart);

// A figure with caption, axes, lines, their marks and their last values.
std::string draw(const Chart& chart);

// The CSS classes with the run's hue and dashes.
std::string look(size_t run);

// A short piece of a run's line, for a legend.
std::string legend_swatch(size_t run, bool marked);

}  // namespace gloss::translate
