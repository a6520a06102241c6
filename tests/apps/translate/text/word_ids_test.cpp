#include "apps/translate/text/word_ids.h"

#include "tests/support/catch.h"

namespace gloss::translate {
namespace {

TEST_CASE("word ids: every word that was added is found with its ids, no other word", "[apps]") {
  WordIds words;
  CHECK_FALSE(words.find(""));
  for (int32_t i = 0; i < 20'000; ++i)
    words.add("word" + std::to_string(i), std::vector<int32_t>(static_cast<size_t>(i % 4), i));
  words.add("", std::vector<int32_t>{7});
  for (int32_t i = 0; i < 20'000; ++i) {
    const auto found = words.find("word" + std::to_string(i));
    REQUIRE(found);
    REQUIRE(std::vector<int32_t>(found->begin(), found->end()) ==
            std::vector<int32_t>(static_cast<size_t>(i % 4), i));
    REQUIRE_FALSE(words.find("other" + std::to_string(i)));
  }
  CHECK(words.find("")->front() == 7);
}

}  // namespace
}  // namespace gloss::translate
