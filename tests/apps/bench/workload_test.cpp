#include "apps/bench/workload.h"

#include <algorithm>

#include "tests/support/catch.h"

namespace gloss::bench {
namespace {

TEST_CASE("workload: target lengths are from half to one and a half times the mean length",
          "[bench]") {
  const Workload workload{.vocabulary = 50, .length = 8};
  std::vector<int> seen(14);
  for (const translate::EncodedPair& pair : random_pairs(2000, workload, 1)) {
    REQUIRE(pair.target.size() <= 12);
    ++seen[pair.target.size()];
    const auto difference =
        static_cast<int64_t>(pair.source.size()) - static_cast<int64_t>(pair.target.size());
    CHECK(std::abs(difference) <= 2);
  }
  for (size_t length = 0; length < seen.size(); ++length) {
    CAPTURE(length);
    const bool allowed = length >= 4 && length <= 12;
    CHECK((seen[length] > 0) == allowed);
  }
}

TEST_CASE("workload: words cover the vocabulary without the reserved ids", "[bench]") {
  std::vector<int32_t> words;
  for (const auto& pair : random_pairs(500, {.vocabulary = 7, .length = 5}, 1)) {
    words.insert(words.end(), pair.source.begin(), pair.source.end());
    words.insert(words.end(), pair.target.begin(), pair.target.end());
  }
  const auto [low, high] = std::ranges::minmax(words);
  CHECK(low == models::kReservedIds);
  CHECK(high == 6);
}

TEST_CASE("workload: no sentence is empty, and the seed determines all sentences", "[bench]") {
  const Workload workload{.vocabulary = 100, .length = 1};
  const auto first = random_pairs(50, workload, 1), again = random_pairs(50, workload, 1);
  const auto other = random_pairs(50, workload, 2);
  bool differs = false;
  for (size_t i = 0; i < first.size(); ++i) {
    CHECK_FALSE(first[i].source.empty());
    CHECK_FALSE(first[i].target.empty());
    CHECK(first[i].source == again[i].source);
    CHECK(first[i].target == again[i].target);
    differs |= first[i].target != other[i].target;
  }
  CHECK(differs);
}

}  // namespace
}  // namespace gloss::bench
