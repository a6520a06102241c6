#include "apps/translate/evaluation/bootstrap.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "apps/translate/evaluation/numpy_random.h"

namespace gloss::translate {
namespace {

double mean(std::span<const double> numbers) {
  return std::accumulate(numbers.begin(), numbers.end(), 0.0) / static_cast<double>(numbers.size());
}

void add(Counts& sum, const Counts& counts) {
  sum.resize(counts.size());
  for (size_t i = 0; i < counts.size(); ++i)
    sum[i] += counts[i];
}

}  // namespace

Counts total(const std::vector<Counts>& sentences) {
  Counts sum;
  for (const Counts& counts : sentences)
    add(sum, counts);
  return sum;
}

std::vector<double> resampled_scores(const Metric& metric, const std::vector<Counts>& sentences,
                                     int64_t seed) {
  NumpyRandom random(static_cast<uint64_t>(seed));
  std::vector<double> scores;
  for (int64_t resample = 0; resample < kResamples; ++resample) {
    Counts sum;
    for (size_t i = 0; i < sentences.size(); ++i)
      add(sum, sentences[random.below(static_cast<uint32_t>(sentences.size()))]);
    scores.push_back(metric.score(sum));
  }
  return scores;
}

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
