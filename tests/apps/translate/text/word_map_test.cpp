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

TEST_CASE("word map: many words are looked up in their order", "[apps]") {
  WordMap<int32_t> map;
  for (int32_t i = 0; i < 1000; i += 2)
    map.add(std::to_string(i), 1)[0] = i;
  for (const int32_t count : {0, 1, 15, 16, 17, 31, 32, 33, 100}) {
    CAPTURE(count);
    std::vector<std::string> texts;
    for (int32_t i = 0; i < count; ++i)
      texts.push_back(std::to_string(7 * i));
    int32_t next = 0;
    map.find_all(std::vector<std::string_view>(texts.begin(), texts.end()),
                 [&](size_t i, std::optional<std::span<const int32_t>> found) {
                   REQUIRE(i == static_cast<size_t>(next));
                   REQUIRE(found.has_value() == (next % 2 == 0));
                   if (found) REQUIRE(found->front() == 7 * next);
                   ++next;
                 });
    CHECK(next == count);
  }
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
