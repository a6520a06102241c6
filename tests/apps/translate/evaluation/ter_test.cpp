#include "apps/translate/evaluation/ter.h"

#include <vector>

#include "apps/translate/evaluation/shift_distance.h"
#include "tests/support/catch.h"

using namespace gloss::translate;

namespace {

using Views = std::vector<std::string_view>;

int64_t edits(std::string_view hypothesis, std::string_view reference) {
  return ter_counts(hypothesis, Views{reference}).edits;
}

WordIds numbers(int32_t first, int32_t end) {
  WordIds words;
  for (int32_t word = first; word < end; ++word)
    words.push_back(word);
  return words;
}

WordIds operator+(WordIds a, const WordIds& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

}  // namespace

TEST_CASE("ter: words are inserted, deleted, replaced and moved for one edit each", "[apps]") {
  CHECK(edits("a b c", "a b c") == 0);
  CHECK(edits("a c", "a b c") == 1);
  CHECK(edits("a b b c", "a b c") == 1);
  CHECK(edits("a x c", "a b c") == 1);
  CHECK(edits("b c d a", "a b c d") == 1);
  CHECK(edits("a b c d e f", "d e f a b c") == 1);  // a block is one move
  CHECK(edits("x a b y", "a b x z") == 2);
  CHECK(edits("", "a b") == 2);
  CHECK(edits("a b", "") == 2);
}

TEST_CASE("ter: the paper's example needs four edits", "[apps]") {
  // Snover et al. 2006, section 3: a move, two replacements, an insertion
  CHECK(
      edits("THIS WEEK THE SAUDIS denied information published in the new york times",
            "SAUDI ARABIA denied THIS WEEK information published in the AMERICAN new york times") ==
      4);
}

TEST_CASE("ter: blocks are short and not moved far", "[apps]") {
  const WordIds a = numbers(0, 12), b = numbers(100, 112);
  CHECK(shift_distance(a + b, b + a) == 2);  // 10 words, then the other two
  const WordIds few = numbers(0, 3), near = numbers(100, 145), far = numbers(100, 155);
  CHECK(shift_distance(few + near, near + few) == 1);
  CHECK(shift_distance(few + far, far + few) == 6);  // 55 places: deleted and inserted
}

TEST_CASE("ter: the beam reaches the end whatever the lengths, but may hide a match", "[apps]") {
  // the same for a plain Python version of sacrebleu's; 130 edits would do
  CHECK(shift_distance({0, 1}, numbers(2, 132) + WordIds{0, 1}) == 132);
  CHECK(shift_distance(numbers(0, 200), {199}) == 199);
}

TEST_CASE("ter: it gives up where sacrebleu does", "[apps]") {
  // by a plain Python version of sacrebleu's search; without its limit 30 edits would do
  WordIds hypothesis, reference;
  for (int32_t i = 0; i < 60; ++i) {
    hypothesis.push_back(i * 3 % 4 % 3);
    reference.push_back(i * i % 6 % 3);
  }
  CHECK(shift_distance(hypothesis, reference) == 33);
}

TEST_CASE("ter: the best reference counts, over the mean length", "[apps]") {
  const TerCounts counts = ter_counts("a b c", Views{"a b x y", "a b c d", "z"});
  CHECK(counts.edits == 1);
  CHECK(counts.ref_length == 3);
  CHECK(ter_score(counts) == 100 * (1 / 3.0));
}

TEST_CASE("ter: case is ignored and punctuation kept, unless asked otherwise", "[apps]") {
  CHECK(edits("A b.", "a B.") == 0);
  CHECK(edits("a b .", "a b.") == 2);
  CHECK(ter_counts("A b", Views{"a B"}, {false, true}).edits == 2);
  CHECK(ter_counts("a b .", Views{"a b."}, {true, false}).edits == 0);
  CHECK(ter_counts("the dog 's", Views{"the dog's"}, {true, false}).edits == 0);
}

TEST_CASE("ter: there is a score without any reference word", "[apps]") {
  CHECK(ter_score(ter_counts("a", Views{""})) == 100);
  CHECK(ter_score(ter_counts("", Views{""})) == 0);
  CHECK_THROWS_WITH(ter_counts("a", {}), "ter: there is no reference");
}
