#include <algorithm>
#include <random>

#include "apps/plain/bpe.h"
#include "apps/translate/text/bpe.h"
#include "tests/core/with_threads.h"
#include "tests/support/catch.h"

namespace gloss::translate {
namespace {

using Merges = std::vector<Merge>;

Symbols letters(const std::string& word) {
  Symbols symbols;
  for (const char c : word)
    symbols.emplace_back(1, c);
  return symbols;
}

Merges learn(const TokenCounts& words, int64_t merges) {
  return learn_merges(words, letters, {.merges = merges});
}

std::vector<Merge> plain_merges(const plain::Words& words, size_t merges) {
  std::vector<Merge> result;
  for (const auto& [left, right] : plain::learn_merges(words, merges))
    result.push_back({left, right});
  return result;
}

TEST_CASE("bpe learner: the most frequent pair is merged first", "[apps]") {
  // Counts: "ab" 5, "bc" 5 + 2, "cd" 2.
  CHECK(learn({{"abc", 5}, {"bcd", 2}}, 1) == Merges{{"b", "c"}});
  CHECK(learn({{"abc", 5}, {"bcd", 2}}, 9) == Merges{{"b", "c"}, {"a", "bc"}, {"bc", "d"}});
}

TEST_CASE("bpe learner: ties go to the smaller pair, or to the larger one", "[apps]") {
  const TokenCounts words = {{"xy", 3}, {"ab", 3}, {"ac", 3}, {"\u00E9b", 3}};
  CHECK(learn(words, 3) == Merges{{"a", "b"}, {"a", "c"}, {"x", "y"}});
  const Merges larger = learn_merges({{"xy", 3}, {"ab", 3}, {"ac", 3}}, letters,
                                     {.merges = 3, .larger_pair_first = true});
  CHECK(larger == Merges{{"x", "y"}, {"a", "c"}, {"a", "b"}});
}

TEST_CASE("bpe learner: pairs below the least count are never merged", "[apps]") {
  CHECK(learn({{"ab", 1}, {"cd", 2}}, 9) == Merges{{"c", "d"}});
  CHECK(learn_merges({{"ab", 1}}, letters, {.merges = 9, .min_count = 1}) == Merges{{"a", "b"}});
  CHECK(learn({}, 9).empty());
  CHECK(learn({{"ab", 7}}, 0).empty());
}

TEST_CASE("bpe learner: nothing is merged with a symbol that is not mergeable", "[apps]") {
  const auto not_x = [](const std::string& symbol) { return symbol != "x"; };
  CHECK(learn_merges({{"xaxbc", 9}}, letters, {.merges = 9}, not_x) == Merges{{"b", "c"}});
}

TEST_CASE("bpe learner: the merges equal those of the plain loop that counts again in each step",
          "[apps]") {
  std::mt19937 random(11);
  for (int round = 0; round < 40; ++round) {
    TokenCounts words;
    plain::Words plain_words;
    for (int i = 0; i < 30; ++i) {
      std::string word;
      for (auto length = 1 + random() % 12; length > 0; --length)
        word += "aabc"[random() % 4];
      const auto count = static_cast<int>(1 + random() % 5);
      words[word] += count;
      plain_words[letters(word)] += count;
    }
    CAPTURE(round);
    REQUIRE(learn(words, 60) == plain_merges(plain_words, 60));
    for (const Merge& merge :
         learn_merges(words, letters, {.merges = 60, .larger_pair_first = true})) {
      const auto pairs = plain::count_pairs(plain_words);
      const plain::Merge pair = {merge.left, merge.right};
      REQUIRE(std::ranges::none_of(pairs, [&, most = pairs.at(pair)](const auto& other) {
        return other.second > most || (other.second == most && other.first > pair);
      }));
      plain_words = plain::join(plain_words, pair);
    }
  }
}

// Words are runs of the same letter.
void for_each_run(std::string_view line, const std::function<void(std::string_view)>& visit) {
  for (size_t begin = 0; begin < line.size();) {
    const size_t end = std::min(line.find_first_not_of(line[begin], begin), line.size());
    visit(line.substr(begin, end - begin));
    begin = end;
  }
}

TEST_CASE("bpe learner: words are counted over all lines", "[apps]") {
  const std::vector<std::string> lines = {"aab", "", "ba"};
  CHECK(count_words(lines, for_each_run) == TokenCounts{{"aa", 1}, {"a", 1}, {"b", 2}});
}

TEST_CASE("bpe learner: counts do not depend on the number of threads", "[apps]") {
  std::mt19937 random(2);
  std::vector<std::string> lines(70000);  // several pieces of work
  for (std::string& line : lines)
    for (int i = 0; i < 6; ++i)
      line += "abc"[random() % 3];
  const auto counts = [&](int threads) {
    const WithThreads with(threads);
    return count_words(lines, for_each_run);
  };
  const TokenCounts one = counts(1);
  CHECK(one.of("aaaaaa") > 0);
  for (const int threads : {2, 3, 8})
    CHECK(counts(threads) == one);
}

}  // namespace
}  // namespace gloss::translate
