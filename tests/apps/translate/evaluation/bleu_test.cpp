#include "apps/plain/bleu.h"

#include <cmath>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "apps/translate/evaluation/evaluation.h"
#include "tests/support/catch.h"

using namespace gloss;
using namespace gloss::translate;

namespace {

using Lines = std::vector<std::string>;
using Views = std::vector<std::string_view>;

bool close(double a, double b) {
  return std::abs(a - b) < 1e-6;
}

// What the counts of a sentence are before smoothing.
Bleu::Parts parts(std::string_view hypothesis, const Views& references) {
  const Bleu bleu;
  return bleu.parts(bleu.count(hypothesis, references));
}

using Orders = std::array<double, 4>;

}  // namespace

TEST_CASE("bleu: an n-gram is correct as often as the reference that has it most often", "[apps]") {
  // After Papineni et al. 2002, example 2: "the" occurs twice in one reference, once in the other.
  const Views references = {"The cat is on the mat on the", "There is a cat on the mat"};
  Bleu::Parts counts = parts("the the the the the the the", references);
  CHECK(counts.correct == Orders{2, 0, 0, 0});
  CHECK(counts.total == Orders{7, 6, 5, 4});
  CHECK(counts.ref_len == 7);

  // The largest count of one reference, not the sum: 2 of "b", not 3; "a" and "c" from either.
  counts = parts("b b b a c", Views{"a b b", "b c"});
  CHECK(counts.correct == Orders{4, 1, 0, 0});
}

TEST_CASE("bleu: of two equally close references the shorter gives the length", "[apps]") {
  CHECK(parts("a b c", Views{"a b c d e", "a", "a b c d e f"}).ref_len == 1);
  CHECK(parts("a b c", Views{"a b", "a b c d"}).ref_len == 2);
  CHECK(parts("a b c", Views{"a b c d", "a b"}).ref_len == 2);
  CHECK(parts("a b c", Views{"", "a b c d e f"}).ref_len == 0);
}

TEST_CASE("bleu: counts of sentences add up to those of the corpus", "[apps]") {
  const Lines hypotheses = {"a b c d e", "f g h", ""};
  const std::vector<Lines> references = {{"a b c d x", "f g", "y"}};
  const Bleu bleu;
  const Counts sum = total(count_sentences(bleu, hypotheses, references));
  CHECK(sum == Counts{6, 4, 2, 1, 8, 6, 4, 2, 8, 8});  // correct, total, both lengths
  CHECK(bleu.score(sum) == corpus_score(bleu, hypotheses, references));
}

TEST_CASE("bleu: random corpora score what the plain program says", "[apps]") {
  std::mt19937 random(7);
  for (int round = 0; round < 20; ++round) {
    std::vector<plain::Sentence> words[2];
    std::vector<Lines> lines(2, Lines(15));
    for (size_t side = 0; side < 2; ++side)
      for (std::string& line : lines[side]) {
        words[side].push_back({});
        for (auto length = 3 + random() % 9; length > 0; --length) {
          words[side].back().push_back(std::string(1, "abc"[random() % 3]));
          line += words[side].back().back() + " ";
        }
      }
    const Bleu bleu({.smooth_method = Smoothing::kNone});
    CAPTURE(round);
    CHECK(close(corpus_score(bleu, lines[0], {&lines[1], 1}), plain::bleu(words[0], words[1])));
  }
}

TEST_CASE("bleu: smoothing changes the contribution of an n-gram order without matches", "[apps]") {
  // 100 * exp(sum(log(p) for p in precisions) / 4), correct 3/4, 1/3, 0/2, 0/1
  const Counts counts = {3, 1, 0, 0, 4, 3, 2, 1, 4, 4};
  const auto smoothed = [&](Smoothing method) {
    return Bleu({.smooth_method = method}).parts(counts);
  };
  CHECK(smoothed(Smoothing::kNone).score == 0);
  // (3/4 * 1/3 * (1/2)/2 * (1/4)/1) ** 0.25
  CHECK(close(smoothed(Smoothing::kExp).score, 35.35533905932738));
  // (3/4 * 1/3 * 0.1/2 * 0.1/1) ** 0.25
  CHECK(close(smoothed(Smoothing::kFloor).score, 18.80301546543197));
  // (3/4 * 2/4 * 1/3 * 1/2) ** 0.25
  CHECK(close(smoothed(Smoothing::kAddK).score, 50.0));
  CHECK(smoothed(Smoothing::kAddK).correct == Orders{3, 2, 1, 1});
}

TEST_CASE("bleu: case is ignored as in Python, where a small dotted I is two characters",
          "[apps]") {
  const Bleu bleu({.lowercase = true});
  const Counts counts = bleu.count("İSTANBUL İZMİR İÇEL x", Views{"istanbul izmir içel x"});
  CHECK(std::abs(bleu.score(counts) - 15.97) < 0.005);  // sacrebleu -lc
}

TEST_CASE("bleu: a corpus without text has a score", "[apps]") {
  const Bleu::Parts p = parts("", Views{""});
  CHECK(p.score == 0);
  CHECK(p.brevity_penalty == 1);
  CHECK(p.ratio == 0);
}

TEST_CASE("bleu: details and settings read as in sacrebleu", "[apps]") {
  const Bleu bleu;
  CHECK(bleu.details(bleu.count("one two three", Views{"one two three four"})) ==
        "100.0/100.0/100.0/0.0 (BP = 0.717 ratio = 0.750 hyp_len = 3 ref_len = 4)");
  const Bleu other({.tokenize = BleuTokens::kNone,
                    .lowercase = true,
                    .smooth_method = Smoothing::kFloor,
                    .sentence_level = true});
  CHECK(other.settings() == "case:lc|eff:yes|tok:none|smooth:floor[0.10]");
}
