#include "apps/translate/evaluation/bootstrap.h"

#include <cmath>

#include "tests/support/catch.h"

using namespace gloss::translate;

namespace {

bool close(double a, double b) {
  return std::abs(a - b) < 1e-9;
}

// A metric whose score is the mean of a number of points per sentence.
struct Points : Metric {
  std::string name() const override { return "points"; }
  std::string settings() const override { return ""; }
  Counts count(std::string_view, std::span<const std::string_view>) const override { return {}; }
  double score(const Counts& counts) const override {
    CHECK(counts[1] == 50);
    return counts[0] / counts[1];
  }
};

// The score of each resample of 50 sentences with i * i % modulus points.
std::vector<double> resampled(int64_t modulus) {
  std::vector<Counts> sentences;
  for (int64_t i = 0; i < 50; ++i)
    sentences.push_back({static_cast<double>(i * i % modulus), 1});
  return resampled_scores(Points(), sentences, 12345);
}

std::vector<uint32_t> drawn(uint64_t seed, uint32_t n, int count) {
  NumpyRandom random(seed);
  std::vector<uint32_t> numbers;
  for (int i = 0; i < count; ++i)
    numbers.push_back(random.below(n));
  return numbers;
}

}  // namespace

TEST_CASE("numpy random: draws equal those of numpy", "[apps]") {
  // numpy.random.default_rng(seed).choice(n, size=12, replace=True), numpy 1.24.2
  CHECK(drawn(12345, 1000, 12) ==
        std::vector<uint32_t>{699, 227, 788, 316, 204, 797, 642, 676, 988, 391, 839, 332});
  CHECK(drawn(12345, 13, 12) == std::vector<uint32_t>{9, 2, 10, 4, 2, 10, 8, 8, 12, 5, 10, 4});
  CHECK(drawn(0, 1000000, 4) == std::vector<uint32_t>{850624, 636961, 511136, 269786});
  CHECK(drawn(4294967295, 1000000, 4) == std::vector<uint32_t>{190811, 251943, 724247, 219065});
  CHECK(drawn(123456789012345, 1000000, 4) == std::vector<uint32_t>{719986, 530006, 852117, 44442});
  CHECK(drawn(12345, 1, 3) == std::vector<uint32_t>{0, 0, 0});
}

TEST_CASE("numpy random: draws that would be biased are rejected as in numpy", "[apps]") {
  // of 3,000,000,000 nearly every third draw is refused: choice(n, size=20000).sum()
  uint64_t sum = 0;
  for (const uint32_t number : drawn(12345, 3000000000, 20000))
    sum += number;
  CHECK(sum == 29782004808790);
}

TEST_CASE("bootstrap: corpora are drawn as by sacrebleu", "[apps]") {
  // v = np.arange(50)**2 % 17; i = np.random.default_rng(12345).choice(50, size=(1000, 50))
  // a = np.sort(v[i].sum(1) / 50); a.mean(), (a[-26] - a[25]) / 2
  const Confidence found = confidence(resampled(17));
  CHECK(close(found.mean, 8.1841));
  CHECK(close(found.half_interval, 1.56));
  const std::vector<double> scores = resampled(16);
  CHECK(scores.size() == 1000);
  CHECK(close(scores[0], 3.58));
  CHECK(close(scores[1], 2.88));
}

TEST_CASE("bootstrap: a difference is significant if resampling hardly ever makes it", "[apps]") {
  // x = abs(a - b); (((x - x.mean()) > difference).sum() + 1) / 1001, with v % 16 for b
  const std::vector<double> a = resampled(17), b = resampled(16);
  CHECK(close(p_value(4.76, a, b), 0.000999000999000999));
  CHECK(close(p_value(1, a, b), 0.13086913086913088));
  CHECK(close(p_value(-0.3, a, b), 0.3756243756243756));
  CHECK(p_value(0, a, a) == 1.0 / 1001);  // as in sacrebleu, whose test is > and not >=
}
