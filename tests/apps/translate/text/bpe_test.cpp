#include "apps/translate/text/bpe.h"

#include <algorithm>
#include <map>
#include <random>

#include "apps/plain/bpe.h"
#include "tests/support/catch.h"

namespace gloss::translate {
namespace {

Symbols letters(const std::string& word) {
  Symbols symbols;
  for (const char c : word)
    symbols.emplace_back(1, c);
  return symbols;
}

Symbols merged(const std::vector<Merge>& merges, const std::string& word) {
  return MergeTable(merges).apply(letters(word));
}

Symbols plainly(const std::vector<Merge>& merges, const std::string& word) {
  std::vector<plain::Merge> pairs;
  for (const Merge& merge : merges)
    pairs.push_back({merge.left, merge.right});
  return plain::split(pairs, letters(word));
}

TEST_CASE("bpe: merges apply in the order in which they were learnt", "[apps]") {
  const std::vector<Merge> merges = {{"b", "c"}, {"a", "b"}, {"a", "bc"}};
  CHECK(merged(merges, "abc") == Symbols{"abc"});
  CHECK(merged(merges, "abd") == Symbols{"ab", "d"});
  CHECK(merged({merges[1], merges[0]}, "abc") == Symbols{"ab", "c"});
}

TEST_CASE("bpe: overlapping places are taken from the left", "[apps]") {
  CHECK(merged({{"a", "a"}}, "aaaaa") == Symbols{"aa", "aa", "a"});
  CHECK(merged({{"a", "a"}, {"aa", "a"}}, "aaaaa") == Symbols{"aa", "aaa"});
}

TEST_CASE("bpe: a merge is applied at all its places before another that it makes possible",
          "[apps]") {
  // abc comes from a + bc here, but the merge of abc and a was learnt before, from ab + c.
  const std::vector<Merge> merges = {{"b", "c"}, {"ab", "c"}, {"abc", "a"}, {"a", "bc"}};
  CHECK(merged(merges, "abcabc") == Symbols{"abc", "abc"});
  CHECK(merged(merges, "abca") == Symbols{"abca"});
}

TEST_CASE("bpe: a word without merges and an empty word stay as they are", "[apps]") {
  CHECK(MergeTable().apply({"x", "y"}) == Symbols{"x", "y"});
  CHECK(merged({{"a", "b"}}, "xyz") == Symbols{"x", "y", "z"});
  CHECK(merged({{"a", "b"}}, "").empty());
  CHECK(merged({{"a", "b"}}, "a") == Symbols{"a"});
}

TEST_CASE("bpe: the earliest merge that makes a symbol is known", "[apps]") {
  const MergeTable table({{"a", "b"}, {"b", "c"}, {"ab", "c"}, {"a", "bc"}});
  REQUIRE(table.making("abc") != nullptr);
  CHECK(*table.making("abc") == Merge{"ab", "c"});
  CHECK(table.making("a") == nullptr);
}

TEST_CASE("bpe: a line of a file of merges is two symbols and one space", "[apps]") {
  CHECK(parse_merge("a bc") == Merge{"a", "bc"});
  for (const char* line : {"", " ", "a", "a ", " a", "a b ", "a  b", "a b c"})
    CHECK_FALSE(parse_merge(line));
}

TEST_CASE("bpe: dropout skips each possible merge before each step", "[apps]") {
  const MergeTable table({{"a", "b"}, {"ab", "c"}, {"x", "y"}});
  MergeDropout dropout(0.3, {.seed = 5});
  std::map<Symbols, double> shares;
  for (int i = 0; i < 20'000; ++i)
    shares[table.apply(letters("abc"), &dropout)] += 1.0 / 20'000;
  CHECK(shares.size() == 3);
  CHECK(shares[{"a", "b", "c"}] == Approx(0.3).margin(0.01));
  CHECK(shares[{"ab", "c"}] == Approx(0.7 * 0.3).margin(0.01));
  CHECK(shares[{"abc"}] == Approx(0.7 * 0.7).margin(0.01));
  shares.clear();
  for (int i = 0; i < 20'000; ++i)  // a place that was skipped has another chance before each step
    shares[table.apply(letters("xyab"), &dropout)] += 1.0 / 20'000;
  CHECK(shares[{"x", "y", "a", "b"}] == Approx(0.3 * 0.3).margin(0.01));
  CHECK(shares[{"x", "y", "ab"}] == Approx(0.7 * 0.3).margin(0.01));
  CHECK(shares[{"xy", "a", "b"}] == Approx(0.3 * 0.7 * 0.3).margin(0.01));
}

TEST_CASE("bpe: dropout of 0 skips no merge, dropout of 1 skips all", "[apps]") {
  const MergeTable table({{"a", "b"}, {"ab", "ab"}, {"abab", "ab"}});
  MergeDropout none(0, {}), all(1, {});
  for (const std::string& word : {std::string(), std::string("ab"), std::string("abababcab"),
                                  std::string("abababababababababababababababababab")}) {
    CHECK(table.apply(letters(word), &none) == table.apply(letters(word)));
    CHECK(table.apply(letters(word), &all) == letters(word));
  }
  CHECK_THROWS_WITH(MergeDropout(2, {}), "bpe: dropout must be in [0, 1]: 2");
}

TEST_CASE("bpe: a merge with an empty side is refused", "[apps]") {
  CHECK_THROWS_WITH(MergeTable({{"a", "b"}, {"a", ""}}), "bpe: merge 1 has an empty side");
}

TEST_CASE("bpe: random merges on random words split them as the plain program does", "[apps]") {
  std::mt19937 random(3);
  for (int round = 0; round < 300; ++round) {
    std::vector<std::string> symbols = {"a", "b", "c"};
    std::vector<Merge> merges;
    while (merges.size() < 12) {
      const Merge merge{symbols[random() % symbols.size()], symbols[random() % symbols.size()]};
      if (std::find(merges.begin(), merges.end(), merge) != merges.end()) continue;
      merges.push_back(merge);
      symbols.push_back(merge.left + merge.right);
    }
    std::string word;
    for (auto length = random() % 40; length > 0; --length)
      word += "abc"[random() % 3];
    CAPTURE(round, word);
    REQUIRE(merged(merges, word) == plainly(merges, word));
  }
}

TEST_CASE("bpe: the time for a very long word is not quadratic", "[apps]") {
  // A hundred thousand letters: quadratic work would take minutes.
  std::string word;
  std::mt19937 random(5);
  for (int i = 0; i < 100000; ++i)
    word += "abcd"[random() % 4];
  const std::vector<Merge> merges =
      learn_merges({{word.substr(0, 1000), 1}}, letters, {.merges = 200});
  Symbols symbols = merged(merges, word);
  CHECK(symbols.size() < 50000);
  std::string joined;
  for (const std::string& symbol : symbols)
    joined += symbol;
  CHECK(joined == word);
}

}  // namespace
}  // namespace gloss::translate
