#include "apps/translate/text/held_out.h"

#include <algorithm>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "apps/translate/text/unicode.h"
#include "tests/support/catch.h"

using namespace gloss::translate;

namespace {

using Pairs = std::vector<SentencePair>;

std::string key(const SentencePair& pair) {
  return lowercase(normalise_spaces(pair.source));
}

std::vector<std::string> sorted_text(const Pairs& a, const Pairs& b = {}) {
  std::vector<std::string> all;
  for (const SentencePair& p : a)
    all.push_back(p.source + '\t' + p.target);
  for (const SentencePair& p : b)
    all.push_back(p.source + '\t' + p.target);
  std::sort(all.begin(), all.end());
  return all;
}

struct HeldOut {
  Pairs training, validation;
};

HeldOut hold_out(const Pairs& pairs, int64_t wanted, uint64_t seed) {
  std::vector<uint64_t> keys;
  for (const SentencePair& pair : pairs)
    keys.push_back(held_out_key(seed, pair.source));
  const std::vector<uint64_t> chosen = choose_held_out(keys, wanted);
  HeldOut split;
  for (size_t i = 0; i < pairs.size(); ++i) {
    const bool held = std::ranges::binary_search(chosen, keys[i]);
    (held ? split.validation : split.training).push_back(pairs[i]);
  }
  return split;
}

// 1000 pairs over 400 sources: the first 200 sources stand four times, the others once.
Pairs repeating_pairs() {
  Pairs pairs;
  for (int copy = 0; copy < 4; ++copy) {
    for (int i = 0; i < (copy == 0 ? 400 : 200); ++i) {
      const std::string number = std::to_string(i);
      const std::string source = copy % 2 == 0 ? "Source " + number : " SOURCE  " + number;
      pairs.push_back({source, "target " + number + " " + std::to_string(copy)});
    }
  }
  return pairs;
}

}  // namespace

TEST_CASE("held out: no source stands on both sides", "[apps]") {
  const Pairs pairs = repeating_pairs();
  const int64_t wanted = GENERATE(1, 2, 100, 333, 800);
  const uint64_t seed = GENERATE(1, 2, 3);
  const HeldOut split = hold_out(pairs, wanted, seed);
  CAPTURE(wanted, seed);

  std::set<std::string> training, both;
  for (const SentencePair& pair : split.training)
    training.insert(key(pair));
  for (const SentencePair& pair : split.validation) {
    if (training.count(key(pair))) both.insert(key(pair));
  }
  CHECK(both.empty());
  CHECK(sorted_text(split.training, split.validation) == sorted_text(pairs));
  // Sources that stand once fill what the groups of four leave over.
  CHECK(static_cast<int64_t>(split.validation.size()) == wanted);
}

TEST_CASE("held out: the seed alone decides, not the order of the pairs", "[apps]") {
  Pairs pairs = repeating_pairs();
  const HeldOut split = hold_out(pairs, 100, 1);
  CHECK(hold_out(pairs, 100, 1).validation == split.validation);
  CHECK(hold_out(pairs, 100, 2).validation != split.validation);

  std::reverse(pairs.begin(), pairs.end());
  HeldOut reversed = hold_out(pairs, 100, 1);
  std::reverse(reversed.validation.begin(), reversed.validation.end());
  CHECK(reversed.validation == split.validation);
}

TEST_CASE("held out: the choice is the same on every platform", "[apps]") {
  Pairs pairs;
  for (int i = 0; i < 20; ++i)
    pairs.push_back({"s" + std::to_string(i), ""});
  std::vector<std::string> sources;
  for (const SentencePair& pair : hold_out(pairs, 5, 1).validation)
    sources.push_back(pair.source);
  // M = 2**64 - 1; F = 0xCBF29CE484222325
  // def mix(x):
  //   x = x + 0x9E3779B97F4A7C15 & M; x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9 & M
  //   x = (x ^ x >> 27) * 0x94D049BB133111EB & M; return x ^ x >> 31
  // fnv = lambda s: reduce(lambda h, b: (h ^ b) * 0x100000001B3 & M, s.encode(), F)
  //
  // sorted((f"s{i}" for i in range(20)), key=lambda s: mix(fnv(s) ^ mix(1)))[:5]
  CHECK(sources == std::vector<std::string>{"s0", "s1", "s3", "s14", "s18"});
}

TEST_CASE("held out: a group larger than asked for is held out when there is no other", "[apps]") {
  const HeldOut split =
      hold_out({{"a", "1"}, {"A ", "2"}, {"a", "3"}, {"b", "4"}, {"B", "5"}}, 1, 1);
  CHECK(split.validation == Pairs{{"b", "4"}, {"B", "5"}});
  CHECK(split.training.size() == 3);
}

TEST_CASE("held out: impossible requests are refused", "[apps]") {
  const Pairs pairs{{"a", "1"}, {"A", "2"}};
  CHECK(hold_out(pairs, 0, 1).training == pairs);
  CHECK(hold_out({}, 0, 1).training.empty());
  CHECK_THROWS_WITH(hold_out(pairs, 2, 1), "corpus: cannot hold out 2 of 2 pairs");
  CHECK_THROWS_AS(hold_out(pairs, -1, 1), std::invalid_argument);
  CHECK_THROWS_WITH(hold_out({}, 1, 1), "corpus: cannot hold out 1 of 0 pairs");
  CHECK_THROWS_WITH(hold_out(pairs, 1, 1),
                    "corpus: all 2 pairs have the same source, so none can be held out");
}
