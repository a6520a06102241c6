#pragma once

#include <istream>
#include <string>
#include <vector>

#include "apps/translate/decoding/heatmap.h"
#include "apps/translate/report/chart.h"

// Pictures as SVG files that need nothing else, light or dark as the viewer prefers: what
// `gloss report --figures` writes.

namespace gloss::translate {

// Attention as SVG to stand in a page: a row for each target token, a column for each source token,
// the darker, the larger the weight. `cell`: pixels of a weight. With values as numbers, or the
// largest of each row in percent, or without.
enum class HeatmapNumbers { kNone, kLargest, kAll };
struct Heatmap {
  std::string svg;
  double width, height;
};
Heatmap heatmap_svg(const AttentionMap& map, double cell, HeatmapNumbers numbers);

std::string attention_picture(const std::string& source, const std::string& translation,
                              const AttentionMap& map);

std::string curves_picture(const Chart& chart);

// Rows "what TAB unit TAB name TAB value TAB name TAB value" as pairs of bars. Lines that begin
// with # are comments. std::runtime_error for another line.
struct SpeedRow {
  std::string what, unit;
  std::pair<std::string, double> ours, other;
};
std::vector<SpeedRow> read_speeds(const std::string& path, std::istream& in);
std::string speed_picture(const std::vector<SpeedRow>& rows);

// The modules of a network of this type, with the layers that it has by default, and what flows
// between them for sentences of 7 and 8 tokens.
std::string architecture_picture(const std::string& type);

}  // namespace gloss::translate
