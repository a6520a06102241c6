#include "apps/translate/text/word_map.h"

#include <string>

#include "tests/support/catch.h"

namespace gloss::translate {
namespace {

TEST_CASE("word map: every word that was added is found with its numbers, no other word",
          "[apps]") {
  WordMap<int32_t> words;
  CHECK_FALSE(words.find(""));
  for (int32_t i = 0; i < 20'000; ++i)
    std::ranges::fill(words.add("word" + std::to_string(i), static_cast<size_t>(i % 4)), i);
  words.add("", 1)[0] = 7;
  for (int32_t i = 0; i < 20'000; ++i) {
    const auto found = words.find("word" + std::to_string(i));
    REQUIRE(found);
    REQUIRE(std::vector<int32_t>(found->begin(), found->end()) ==
            std::vector<int32_t>(static_cast<size_t>(i % 4), i));
    REQUIRE_FALSE(words.find("other" + std::to_string(i)));
  }
  CHECK(words.find("")->front() == 7);
  CHECK(words.size() == 20'001);
  int32_t visited = 0;
  words.for_each([&](std::string_view word, std::span<const int32_t> numbers) {
    if (visited < 20'000) REQUIRE(word == "word" + std::to_string(visited));
    REQUIRE(numbers.size() == (visited < 20'000 ? static_cast<size_t>(visited % 4) : 1));
    ++visited;
  });
  CHECK(visited == 20'001);
}

TEST_CASE("token counts: add up, and are equal in any order", "[apps]") {
  TokenCounts counts = {{"a", 1}, {"b", 2}};
  ++counts["c"];
  counts += {{"b", 3}, {"d", 4}};
  CHECK(counts == TokenCounts{{"d", 4}, {"c", 1}, {"b", 5}, {"a", 1}});
  CHECK(counts.of("b") == 5);
  CHECK(counts.of("e") == 0);
  CHECK_FALSE(counts == TokenCounts{{"d", 4}, {"c", 1}, {"b", 5}});
  CHECK_FALSE(counts == TokenCounts{{"d", 4}, {"c", 1}, {"b", 5}, {"x", 1}});
}

}  // namespace
}  // namespace gloss::translate
