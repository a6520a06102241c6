#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "apps/translate/evaluation/numpy_random.h"

// How far a score depends on which sentences happened to be tested (Koehn 2004): score many corpora
// of sentences drawn with replacement from the one there is. As sacrebleu 2.6.0 does it, with its
// 1,000 corpora drawn by numpy from the seed 12345.

namespace gloss::translate {

constexpr int64_t kResamples = 1000;
constexpr int64_t kResamplingSeed = 12345;

// The score of each drawn corpus; the same sentences are drawn for every system and metric.
// score(counts): of the sum of some of the `sentences`, which may not be empty.
template <class Counts, class Score>
std::vector<double> resampled_scores(const std::vector<Counts>& sentences, const Score& score,
                                     int64_t seed = kResamplingSeed) {
  NumpyRandom random(static_cast<uint64_t>(seed));
  std::vector<double> scores;
  for (int64_t resample = 0; resample < kResamples; ++resample) {
    Counts sum;
    for (size_t i = 0; i < sentences.size(); ++i)
      sum += sentences[random.below(static_cast<uint32_t>(sentences.size()))];
    scores.push_back(score(sum));
  }
  return scores;
}

struct Confidence {
  double mean = 0;
  double half_interval = 0;  // half the width of the interval that holds 95% of the scores
};

Confidence confidence(std::vector<double> resampled);

// How likely a difference as large as that between the scores of two systems is if nothing but the
// choice of sentences makes it: (1 + how many |a_i - b_i| - mean |a - b| exceed it) / (1 + n),
// where a_i and b_i are the scores on drawn corpus i.
double p_value(double difference, std::span<const double> a, std::span<const double> b);

}  // namespace gloss::translate
