#include "apps/translate/evaluation/chrf.h"

#include <cmath>

#include "tests/support/catch.h"

using namespace gloss::translate;

namespace {

using Lines = std::vector<std::string>;
using Views = std::vector<std::string_view>;

bool close(double a, double b) {
  return std::abs(a - b) < 1e-9;
}

void check_order(const ChrfCounts::Order& order, int64_t hypothesis, int64_t reference,
                 int64_t common) {
  CHECK(order.hypothesis == hypothesis);
  CHECK(order.reference == reference);
  CHECK(order.common == common);
}

}  // namespace

TEST_CASE("chrf: n-grams of characters are common as often as both sides have them", "[apps]") {
  const ChrfCounts counts = chrf_counts("a baab", Views{"ab aac"});
  REQUIRE(counts.orders.size() == 6);
  check_order(counts.orders[0], 5, 5, 4);  // aaabb, aaabc
  check_order(counts.orders[1], 4, 4, 3);  // ab ba aa ab; ab ba aa ac
  check_order(counts.orders[2], 3, 3, 2);  // aba baa aab; aba baa aac
  check_order(counts.orders[5], 0, 0, 0);
  // P = R = (4/5 + 3/4 + 2/3 + 1/2 + 0) / 5, hence F, too
  CHECK(close(chrf_score(counts).score, 54.333333333333336));
}

TEST_CASE("chrf: recall counts twice as much as precision", "[apps]") {
  // characters only, n = 1: P = 1, R = 1/2; n = 2 is missing from the hypothesis
  const ChrfScore score = chrf_score(chrf_counts("a", Views{"ab"}));
  CHECK(score.precision == 100);
  CHECK(score.recall == 50);
  CHECK(close(score.score, 55.55555555555556));  // 100 * 5 * 1 * .5 / (4 * 1 + .5)
}

TEST_CASE("chrf: what the reference is too short for is not held against a hypothesis", "[apps]") {
  const ChrfCounts counts = chrf_counts("abc", Views{"a"});
  check_order(counts.orders[0], 3, 1, 1);
  check_order(counts.orders[1], 0, 0, 0);
  check_order(counts.orders[2], 0, 0, 0);
}

TEST_CASE("chrf: a character is a character, however many bytes it has", "[apps]") {
  const ChrfCounts counts = chrf_counts("äö\xC2\xA0ü", Views{"Äöü"}, {0, true});
  check_order(counts.orders[0], 3, 3, 3);
  CHECK(chrf_score(counts).score == 100);
}

TEST_CASE("chrf: chrF++ counts words, one punctuation mark of each split off", "[apps]") {
  // (hi | ) | ! | ( | go | «ja»   against   x | ) | ! | go | (
  const ChrfCounts counts = chrf_counts("(hi) ! (go «ja»", Views{"x) ! go ("}, {2, false});
  REQUIRE(counts.orders.size() == 8);
  check_order(counts.orders[6], 6, 5, 4);
  check_order(counts.orders[7], 5, 4, 1);  // ) !
}

TEST_CASE("chrf: of several references the best one counts", "[apps]") {
  const ChrfCounts counts = chrf_counts("abcd", Views{"abxx", "abcx", "zzzz"});
  check_order(counts.orders[0], 4, 4, 3);
  check_order(counts.orders[2], 2, 2, 1);
}

TEST_CASE("chrf: a corpus is scored by its counts", "[apps]") {
  // sacrebleu sums [hyp, ref, match] over sentences: n = 1: 3/4 of 4, n = 2: 2/2 of 2
  const ChrfScore score = corpus_chrf(Lines{"ab", "cd"}, std::vector<Lines>{{"ab", "cx"}});
  CHECK(close(score.score, 62.5));  // ((3/4) + (1/2)) / 2
  CHECK(corpus_chrf(Lines{"", "x"}, std::vector<Lines>{{"", "y"}}).score == 0);
  CHECK_THROWS_WITH(corpus_chrf(Lines{"a"}, std::vector<Lines>{{"a", "b"}}),
                    "chrf: there are 1 hypotheses and 2 references");
  CHECK_THROWS_WITH(chrf_counts("a", {}), "chrf: there is no reference");
}
