#include <cmath>

#include "apps/translate/evaluation/evaluation.h"
#include "tests/support/catch.h"

using namespace gloss::translate;

namespace {

using Lines = std::vector<std::string>;
using Views = std::vector<std::string_view>;

bool close(double a, double b) {
  return std::abs(a - b) < 1e-9;
}

// Of one order: n-grams of the hypothesis, of the reference, common ones.
Counts of_order(const Counts& counts, size_t order) {
  const auto first = counts.begin() + static_cast<std::ptrdiff_t>(3 * order);
  return Counts(first, first + 3);
}

}  // namespace

TEST_CASE("chrf: an n-gram is common as often as the side that has it less often", "[apps]") {
  const Chrf chrf;
  const Counts counts = chrf.count("a baab", Views{"ab aac"});
  REQUIRE(counts.size() == 3 * 6);
  CHECK(of_order(counts, 0) == Counts{5, 5, 4});  // aaabb, aaabc
  CHECK(of_order(counts, 1) == Counts{4, 4, 3});  // ab ba aa ab; ab ba aa ac
  CHECK(of_order(counts, 2) == Counts{3, 3, 2});  // aba baa aab; aba baa aac
  CHECK(of_order(counts, 5) == Counts{0, 0, 0});
  // P = R = (4/5 + 3/4 + 2/3 + 1/2 + 0) / 5, hence F, too
  CHECK(close(chrf.score(counts), 54.333333333333336));
}

TEST_CASE("chrf: recall counts twice as much as precision", "[apps]") {
  // characters only, n = 1: P = 1, R = 1/2; n = 2 is missing from the hypothesis
  const Chrf chrf;
  const double score = chrf.score(chrf.count("a", Views{"ab"}));
  CHECK(close(score, 55.55555555555556));  // 100 * 5 * 1 * .5 / (4 * 1 + .5)
}

TEST_CASE("chrf: n-grams longer than the reference are not counted", "[apps]") {
  const Counts counts = Chrf().count("abc", Views{"a"});
  CHECK(of_order(counts, 0) == Counts{3, 1, 1});
  CHECK(of_order(counts, 1) == Counts{0, 0, 0});
  CHECK(of_order(counts, 2) == Counts{0, 0, 0});
}

TEST_CASE("chrf: characters count, not bytes", "[apps]") {
  const Chrf chrf({.lowercase = true});
  const Counts counts = chrf.count("äö\xC2\xA0ü", Views{"Äöü"});
  CHECK(of_order(counts, 0) == Counts{3, 3, 3});
  CHECK(chrf.score(counts) == 100);
}

TEST_CASE("chrf: chrF++ counts words, one punctuation mark of each split off", "[apps]") {
  // (hi | ) | ! | ( | go | «ja»   against   x | ) | ! | go | (
  const Counts counts = Chrf({.chrf_word_order = 2}).count("(hi) ! (go «ja»", Views{"x) ! go ("});
  REQUIRE(counts.size() == 3 * 8);
  CHECK(of_order(counts, 6) == Counts{6, 5, 4});
  CHECK(of_order(counts, 7) == Counts{5, 4, 1});  // ) !
}

TEST_CASE("chrf: of several references the best one counts", "[apps]") {
  const Counts counts = Chrf().count("abcd", Views{"abxx", "abcx", "zzzz"});
  CHECK(of_order(counts, 0) == Counts{4, 4, 3});
  CHECK(of_order(counts, 2) == Counts{2, 2, 1});
}

TEST_CASE("chrf: a corpus is scored by its counts", "[apps]") {
  // sacrebleu sums [hyp, ref, match] over sentences: n = 1: 3/4 of 4, n = 2: 2/2 of 2
  const double score = corpus_score(Chrf(), Lines{"ab", "cd"}, std::vector<Lines>{{"ab", "cx"}});
  CHECK(close(score, 62.5));  // ((3/4) + (1/2)) / 2
  CHECK(corpus_score(Chrf(), Lines{"", "x"}, std::vector<Lines>{{"", "y"}}) == 0);
}
