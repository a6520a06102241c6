#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "apps/translate/cli/options.h"

namespace gloss::bench {

// How a time is taken: the median of `samples`, each of them long enough for the clock.
struct Sampling {
  int64_t samples = 9;
  double milliseconds = 20;  // the least that a sample lasts: calls are repeated until then
};

// Adds --samples and --sample-ms.
void add_sampling_options(translate::OptionTable& table, Sampling& sampling);

double seconds();  // of a clock that never goes back

// Seconds of one call of each function, after a warm-up. The functions take turns, a sample of each
// after the other, so that a machine that slows down in between slows all of them.
std::vector<double> seconds_per_call(const std::vector<std::function<void()>>& functions,
                                     const Sampling& sampling);

// Of an even number of values the upper one of the middle two: one that was measured.
double median(std::vector<double> values);

// Rounded to four significant digits, but never before the decimal point; more is noise.
double shown(double value);

// What the system says of this process so far.
struct Usage {
  int64_t peak_bytes;   // the most memory that was resident at once
  int64_t page_faults;  // served without reading a file: first touches of fresh pages
};
Usage process_usage();

}  // namespace gloss::bench
