#pragma once

#include <string>
#include <vector>

#include "apps/translate/report/chart.h"
#include "apps/translate/report/series.h"

// The report as one HTML page, without scripts and without other files.

namespace gloss::translate {

// The weights as a table. The largest of each row is printed in percent, hover shows the others.
// Of an empty map, a line that says so.
std::string attention_table(const AttentionMap& map);

// The charts for which the runs have points. A name for each run begins the labels of its lines; it
// may be empty.
std::vector<Chart> charts(const std::vector<Run>& runs, const std::vector<std::string>& names);

// `machine` describes the program that made the report.
std::string page(const std::vector<Run>& runs, const std::string& machine);

}  // namespace gloss::translate
