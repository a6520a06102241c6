#pragma once

#include <string>
#include <vector>

#include "apps/translate/report/chart.h"
#include "apps/translate/report/series.h"

// A report as one HTML page without scripts, which needs nothing but itself.

namespace gloss::translate {

// The weights as a table that shows its numbers on hover: the strongest of each row also in print,
// in percent.
std::string attention_table(const AttentionMap& map);

// The charts that the runs have points for.
std::vector<Chart> charts(const std::vector<Run>& runs);

// `machine` describes the program that made the report.
std::string page(const std::vector<Run>& runs, const std::string& machine);

}  // namespace gloss::translate
