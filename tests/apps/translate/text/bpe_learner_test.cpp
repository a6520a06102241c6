#include "apps/translate/text/bpe_learner.h"

#include <map>
#include <random>
#include <tuple>

#include "tests/core/with_threads.h"
#include "tests/support/catch.h"

namespace gloss::translate {
namespace {

using Merges = std::vector<Merge>;

// The order of pairs by their bytes, left symbol first.
struct Smaller {
  bool operator()(const Merge& a, const Merge& b) const {
    return std::tie(a.left, a.right) < std::tie(b.left, b.right);
  }
};

Symbols letters(const std::string& word) {
  Symbols symbols;
  for (const char c : word)
    symbols.emplace_back(1, c);
  return symbols;
}

Merges learn(const TokenCounts& words, int64_t merges) {
  return learn_merges(words, letters, {.merges = merges});
}

using Words = std::map<Symbols, int64_t>;  // words as their symbols, and how often they occur

// How often each pair of neighbouring symbols occurs.
std::map<Merge, int64_t, Smaller> count_pairs(const Words& words) {
  std::map<Merge, int64_t, Smaller> pairs;
  for (const auto& [symbols, count] : words)
    for (size_t i = 0; i + 1 < symbols.size(); ++i)
      pairs[{symbols[i], symbols[i + 1]}] += count;
  return pairs;
}

// The words with the pair joined wherever it stands, from left to right.
Words join(const Words& words, const Merge& merge) {
  Words joined;
  for (const auto& [symbols, count] : words) {
    Symbols next;
    for (const std::string& symbol : symbols)
      if (!next.empty() && next.back() == merge.left && symbol == merge.right)
        next.back() += symbol;
      else
        next.push_back(symbol);
    joined[next] += count;
  }
  return joined;
}

// Algorithm 1 of Sennrich et al. 2016 as it is printed: all pairs counted again in each step.
Merges naive(const TokenCounts& counts, int64_t merges, bool larger_first) {
  Words words;
  for (const auto& [word, count] : counts)
    words[letters(word)] += count;
  Merges learnt;
  while (static_cast<int64_t>(learnt.size()) < merges) {
    Merge best;
    int64_t most = 1;  // a pair that occurs once is never merged
    for (const auto& [pair, count] : count_pairs(words))
      if (count > most || (larger_first && count == most && most > 1)) {
        best = pair;
        most = count;
      }
    if (most == 1) break;
    learnt.push_back(best);
    words = join(words, best);
  }
  return learnt;
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
  CHECK(one.at("aaaaaa") > 0);
  for (const int threads : {2, 3, 8})
    CHECK(counts(threads) == one);
}

}  // namespace
}  // namespace gloss::translate
