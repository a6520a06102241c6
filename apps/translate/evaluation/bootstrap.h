#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "apps/translate/evaluation/metrics.h"

// How far a score depends on the choice of test sentences (bootstrap resampling, Koehn 2004): many
// corpora are drawn from the sentences with replacement, and scored. sacrebleu 2.6.0 draws 1,000
// corpora with numpy's generator, from the seed 12345.

namespace gloss::translate {

constexpr int64_t kResamples = 1000;

// Adds the counts of sentences up.
Counts total(const std::vector<Counts>& sentences);

// The score of each drawn corpus. For one seed the same sentences are drawn for every system and
// metric. `sentences` must not be empty.
std::vector<double> resampled_scores(const Metric& metric, const std::vector<Counts>& sentences,
                                     int64_t seed);

// The numbers of numpy.random.default_rng(seed).choice(n, size, replace=True), one after the other,
// so that what is drawn at random here is what sacrebleu draws. They are made by PCG64 (O'Neill
// 2014: a linear congruential generator of 128 bits, permuted), seeded by SeedSequence (O'Neill's
// seed_seq_fe) and brought below n without bias by Lemire's method (2019).
class NumpyRandom {
 public:
  explicit NumpyRandom(uint64_t seed);

  uint32_t below(uint32_t n);  // n > 0

 private:
  __extension__ using Wide = unsigned __int128;

  uint32_t next_uint32();
  uint64_t next_uint64();

  Wide state_, increment_;
  uint32_t second_half_ = 0;  // of the last 64 bits
  bool has_second_half_ = false;
};

struct Confidence {
  double mean = 0;
  double half_interval = 0;  // half the width of the interval that holds 95% of the scores
};

Confidence confidence(std::vector<double> resampled);

// The probability of a difference as large as that between the scores of two systems if only the
// choice of sentences causes it: (1 + number of i with |a_i - b_i| - mean |a - b| > |difference|) /
// (1 + n), where a_i and b_i are the scores of drawn corpus i.
double p_value(double difference, std::span<const double> a, std::span<const double> b);

}  // namespace gloss::translate
