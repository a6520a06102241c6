#include "apps/translate/training/encoded_pairs.h"

#include "core/random.h"
#include "tests/support/catch.h"

namespace gloss::translate {
namespace {

// Lengths from 0 on, ids up to `largest`; more pairs than fit one block.
std::vector<EncodedPair> random_pairs(uint64_t largest) {
  Rng rng;
  std::vector<EncodedPair> pairs(40'000);
  for (EncodedPair& pair : pairs)
    for (auto* const side : {&pair.source, &pair.target})
      for (uint64_t left = rng.below(4); left > 0; --left)
        side->push_back(static_cast<int32_t>(rng.below(largest + 1)));
  return pairs;
}

TEST_CASE("encoded pairs: ids of 16 bits and larger ones are read as they were added", "[apps]") {
  auto pairs = random_pairs(GENERATE(65'535U, 1'000'000U));
  pairs[20'000].target = {INT32_MAX};
  const EncodedPairs packed(pairs);
  REQUIRE(packed.size() == pairs.size());
  for (size_t i = 0; i < pairs.size(); ++i) {
    const EncodedPair pair = packed[i];
    REQUIRE(pair.source == pairs[i].source);
    REQUIRE(pair.target == pairs[i].target);
    REQUIRE(packed.source_size(i) == pairs[i].source.size());
    REQUIRE(packed.target_size(i) == pairs[i].target.size());
  }
}

TEST_CASE("text pairs: are returned as they were added", "[apps]") {
  TextPairs pairs;
  CHECK(pairs.empty());
  for (int i = 0; i < 40'000; ++i)
    pairs.push_back({i % 3 == 0 ? "" : std::to_string(i), "é" + std::to_string(-i)});
  CHECK(pairs.size() == 40'000);
  CHECK(pairs[39'999] == SentencePair{"", "é-39999"});
  CHECK(pairs.to_vector()[20'000] == SentencePair{"20000", "é-20000"});
}

}  // namespace
}  // namespace gloss::translate
