#include <vector>

#include "apps/translate/evaluation/metrics.h"
#include "apps/translate/evaluation/shift_distance.h"
#include "tests/support/catch.h"

using namespace gloss::translate;

namespace {

using Views = std::vector<std::string_view>;

double edits(std::string_view hypothesis, std::string_view reference,
             const EvaluateOptions& options = {}) {
  return Ter(options).count(hypothesis, Views{reference})[0];
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

TEST_CASE("ter: blocks of more than 10 words or from more than 50 places away are not moved",
          "[apps]") {
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

TEST_CASE("ter: the search stops after 1,000 moves tried, as in sacrebleu", "[apps]") {
  // by a plain Python version of sacrebleu's search; without its limit 30 edits would do
  WordIds hypothesis, reference;
  for (int32_t i = 0; i < 60; ++i) {
    hypothesis.push_back(i * 3 % 4 % 3);
    reference.push_back(i * i % 6 % 3);
  }
  CHECK(shift_distance(hypothesis, reference) == 33);
}

TEST_CASE("ter: the reference with the fewest edits counts, over the mean length", "[apps]") {
  const Counts counts = Ter().count("a b c", Views{"a b x y", "a b c d", "z"});
  CHECK(counts == Counts{1, 3});  // edits, length
  CHECK(Ter().score(counts) == 100 * (1 / 3.0));
}

TEST_CASE("ter: case is ignored and punctuation kept, unless asked otherwise", "[apps]") {
  CHECK(edits("A b.", "a B.") == 0);
  CHECK(edits("a b .", "a b.") == 2);
  CHECK(edits("A b", "a B", {.ter_case_sensitive = true}) == 2);
  CHECK(edits("a b .", "a b.", {.ter_normalized = true}) == 0);
  CHECK(edits("the dog 's", "the dog's", {.ter_normalized = true}) == 0);
}

TEST_CASE("ter: case is ignored as in Python, with the final sigma", "[apps]") {
  CHECK(edits("ΟΔΟΣ ΤΗΣ ΠΟΛΗΣ ΜΑΣ", "οδος της πολης μας") == 0);
}

TEST_CASE("ter: there is a score without any reference word", "[apps]") {
  CHECK(Ter().score(Ter().count("a", Views{""})) == 100);
  CHECK(Ter().score(Ter().count("", Views{""})) == 0);
}
