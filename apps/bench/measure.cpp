#include "apps/bench/measure.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <iostream>
#include <sys/resource.h>

namespace gloss::bench {
namespace {

double time_of(const std::function<void()>& function, int64_t calls) {
  const double began = seconds();
  for (int64_t i = 0; i < calls; ++i)
    function();
  return seconds() - began;
}

// The calls that fill a sample. Finding their number is also the warm-up.
int64_t calls_in_sample(const std::function<void()>& function, double milliseconds) {
  function();
  int64_t calls = 1;
  while (time_of(function, calls) < milliseconds / 1000)
    calls *= 2;
  return calls;
}

}  // namespace

void add_sampling_options(translate::OptionTable& table, Sampling& s) {
  table.group("Measuring");
  table.add("samples", s.samples, "N", "samples; the median of their times is reported",
            {.at_least = 1, .at_most = 10000});
  table.add("sample-ms", s.milliseconds, "MS",
            "duration of a sample, at least: calls are repeated until then",
            {.greater_than = 0, .at_most = 60000});
}

double seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

std::vector<double> seconds_per_call(const std::vector<std::function<void()>>& functions,
                                     const Sampling& sampling) {
  std::vector<int64_t> calls;
  for (const auto& function : functions)
    calls.push_back(calls_in_sample(function, sampling.milliseconds));
  std::vector<std::vector<double>> times(functions.size());
  for (int64_t sample = 0; sample < sampling.samples; ++sample)
    for (size_t i = 0; i < functions.size(); ++i)
      times[i].push_back(time_of(functions[i], calls[i]) / static_cast<double>(calls[i]));
  std::vector<double> medians;
  for (auto& of_one : times)
    medians.push_back(median(std::move(of_one)));
  return medians;
}

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::ranges::nth_element(values, middle);
  return *middle;
}

double shown(double value) {
  if (value == 0 || !std::isfinite(value)) return value;
  const int digits_before = static_cast<int>(std::floor(std::log10(std::abs(value)))) + 1;
  return rounded(value, std::max(0, 4 - digits_before));
}

Usage process_usage() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return {.peak_bytes = int64_t{usage.ru_maxrss} * 1024,  // Linux counts KiB
          .page_faults = usage.ru_minflt};
}

void print_line(const Json& result) {
  std::cout << result.dump() << std::endl;
}

}  // namespace gloss::bench
