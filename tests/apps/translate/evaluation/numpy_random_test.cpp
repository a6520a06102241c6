#include "apps/translate/evaluation/numpy_random.h"

#include <vector>

#include "tests/support/catch.h"

using gloss::translate::NumpyRandom;

namespace {

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
