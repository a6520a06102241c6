#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "apps/translate/cli/options.h"
#include "core/io/json.h"

namespace gloss::bench {

// How a time is measured: the median of `samples`, each of them long enough for the clock.
struct Sampling {
  int64_t samples = 9;
  double milliseconds = 20;  // the least duration of a sample: calls are repeated until then
};

// Adds --samples and --sample-ms.
void add_sampling_options(translate::OptionTable& table, Sampling& sampling);

double seconds();  // of a clock that never goes back

// Seconds for one call of each function, after a warm-up. The functions take turns, one sample of
// each after the other, so that a machine that slows down meanwhile slows all of them down.
std::vector<double> seconds_per_call(const std::vector<std::function<void()>>& functions,
                                     const Sampling& sampling);

// For an even number of values the upper one of the middle two: a value that was measured.
double median(std::vector<double> values);

// Rounded to four significant digits, but never before the decimal point. More digits are noise.
double shown(double value);

// What the system counts for this process.
struct Usage {
  int64_t peak_bytes;   // the most memory that was resident at once
  int64_t page_faults;  // served without reading a file: first accesses to new pages
};
Usage process_usage();

// Writes one line to standard output at once.
void print_line(const Json& result);

}  // namespace gloss::bench
