#pragma once

#include <string>
#include <vector>

#include "apps/translate/report/series.h"

// Curves as SVG. How a line looks follows from the number of its run: one of six hues and one of
// four dashes and marks, so that it can be told from the others without colour. Hues are CSS
// variables, --hue0 to --hue5; the page sets them for light and dark.

namespace gloss::translate {

struct Line {
  std::string label;  // before its last value at the right edge; may be empty
  size_t run;
  bool marked;                // thick, with marks that show their values; or thin
  std::vector<Point> points;  // by x, ascending, at least one of them finite
};

struct Chart {
  std::string title, unit;
  bool logarithmic = false;  // values are 1 or more
  bool from_zero = false;    // the axis begins at 0
  std::vector<Line> lines;
};

// Round numbers (1, 2 or 5 times a power of ten) a step apart, about `count` steps, of which the
// first is not above `low` and the last not below `high`. There are two or more, even if these are
// the same.
std::vector<double> linear_ticks(double low, double high, int count);

// 1, 2 and 5 times powers of ten, or powers alone if there are many, around low and high > 0.
std::vector<double> logarithmic_ticks(double low, double high);

// A figure with caption, axes, lines, their marks and their last values.
std::string draw(const Chart& chart);

// The attribute that sets the variable --hue to the run's.
std::string hue(size_t run);

// A short piece of a run's line, for a legend.
std::string legend_swatch(size_t run, bool marked);

}  // namespace gloss::translate
