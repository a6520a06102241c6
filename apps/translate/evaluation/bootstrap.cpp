#include "apps/translate/evaluation/bootstrap.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>

namespace gloss::translate {

namespace {

double mean(std::span<const double> numbers) {
  return std::accumulate(numbers.begin(), numbers.end(), 0.0) / static_cast<double>(numbers.size());
}

}  // namespace

Confidence confidence(std::vector<double> resampled) {
  std::sort(resampled.begin(), resampled.end());
  const size_t cut = resampled.size() / 40;  // 2.5% at either end
  const double width = resampled[resampled.size() - 1 - cut] - resampled[cut];
  return {mean(resampled), width / 2};
}

double p_value(double difference, std::span<const double> a, std::span<const double> b) {
  std::vector<double> differences;
  for (size_t i = 0; i < a.size(); ++i)
    differences.push_back(std::abs(a[i] - b[i]));
  const double expected = mean(differences);
  const auto larger = std::count_if(differences.begin(), differences.end(), [&](double found) {
    return found - expected > std::abs(difference);
  });
  return static_cast<double>(larger + 1) / static_cast<double>(differences.size() + 1);
}

}  // namespace gloss::translate
