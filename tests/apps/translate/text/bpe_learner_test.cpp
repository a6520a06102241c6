#include "apps/translate/text/bpe_learner.h"

#include <map>
#include <random>

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

// Algorithm 1 of Sennrich et al. 2016 as it is printed: all pairs counted again in each step.
Merges naive(const TokenCounts& counts, int64_t merges, bool larger_first) {
  std::map<Symbols, int64_t> words;
  for (const auto& [word, count] : counts)
    words[letters(word)] += count;
  Merges learnt;
  while (static_cast<int64_t>(learnt.size()) < merges) {
    std::map<std::pair<std::string, std::string>, int64_t> pairs;
    for (const auto& [symbols, count] : words)
      for (size_t i = 0; i + 1 < symbols.size(); ++i)
        pairs[{symbols[i], symbols[i + 1]}] += count;
    const auto* best = static_cast<decltype(pairs)::value_type*>(nullptr);
    for (const auto& pair : pairs)
      if (!best || pair.second > best->second || (larger_first && pair.second == best->second))
        best = &pair;
    if (!best || best->second < 2) break;
    const auto [left, right] = best->first;
    learnt.push_back({left, right});
    std::map<Symbols, int64_t> next;
    for (const auto& [symbols, count] : words) {
      Symbols merged;
      for (size_t i = 0; i < symbols.size(); ++i) {
        const bool here = i + 1 < symbols.size() && symbols[i] == left && symbols[i + 1] == right;
        merged.push_back(here ? left + right : symbols[i]);
        if (here) ++i;
      }
      next[merged] += count;
    }
    words = std::move(next);
  }
  return learnt;
}

TEST_CASE("bpe learner: the most frequent pair first", "[apps]") {
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

TEST_CASE("bpe learner: kept counts equal counting again in each step", "[apps]") {
  std::mt19937 random(11);
  for (int round = 0; round < 40; ++round) {
    TokenCounts words;
    for (int i = 0; i < 30; ++i) {
      std::string word;
      for (auto length = 1 + random() % 12; length > 0; --length)
        word += "aabc"[random() % 4];
      words[word] += 1 + random() % 5;
    }
    CAPTURE(round);
    REQUIRE(learn(words, 60) == naive(words, 60, false));
    REQUIRE(learn_merges(words, letters, {.merges = 60, .larger_pair_first = true}) ==
            naive(words, 60, true));
  }
}

std::string_view next_letter_or_run(std::string_view line, size_t at) {
  size_t end = at;
  while (end < line.size() && line[end] == line[at])
    ++end;
  return line.substr(at, end - at);
}

TEST_CASE("bpe learner: words are counted with the lines' prefix and without those left out",
          "[apps]") {
  const std::vector<std::string> lines = {"aab", "", "ba"};
  CHECK(count_words(lines, {.next = next_letter_or_run}) ==
        TokenCounts{{"aa", 1}, {"a", 1}, {"b", 2}});
  CHECK(count_words(lines, {.next = next_letter_or_run,
                            .counts = [](std::string_view word) { return word[0] == 'a'; },
                            .prefix = "a"}) == TokenCounts{{"aaa", 1}, {"a", 3}});
}

TEST_CASE("bpe learner: counts do not depend on the number of threads", "[apps]") {
  std::mt19937 random(2);
  std::vector<std::string> lines(70000);  // several pieces of work
  for (std::string& line : lines)
    for (int i = 0; i < 6; ++i)
      line += "abc"[random() % 3];
  const auto counted = [&](int count) {
    const WithThreads with(count);
    return count_words(lines, {.next = next_letter_or_run});
  };
  const TokenCounts one = counted(1);
  CHECK(one.at("aaaaaa") > 0);
  for (const int count : {2, 3, 8})
    CHECK(counted(count) == one);
}

}  // namespace
}  // namespace gloss::translate
