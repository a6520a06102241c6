#include "apps/translate/evaluation/bleu.h"

#include <cmath>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/catch.h"

using namespace gloss;
using namespace gloss::translate;

namespace {

using Lines = std::vector<std::string>;
using Views = std::vector<std::string_view>;

bool close(double a, double b) {
  return std::abs(a - b) < 1e-6;
}

}  // namespace

TEST_CASE("bleu: several references confirm together and the closest gives the length", "[apps]") {
  // After Papineni et al. 2002, example 2: "the" occurs twice in one reference, once in the other.
  const Views references = {"The cat is on the mat on the", "There is a cat on the mat"};
  BleuCounts counts = bleu_counts("the the the the the the the", references);
  CHECK(counts.correct == std::array<int64_t, 4>{2, 0, 0, 0});
  CHECK(counts.total == std::array<int64_t, 4>{7, 6, 5, 4});
  CHECK(counts.ref_len == 7);

  // The largest count of one reference, not the sum: 2 of "b", not 3; "a" and "c" from either.
  counts = bleu_counts("b b b a c", Views{"a b b", "b c"});
  CHECK(counts.correct == std::array<int64_t, 4>{4, 1, 0, 0});
}

TEST_CASE("bleu: of two equally close references the shorter gives the length", "[apps]") {
  CHECK(bleu_counts("a b c", Views{"a b c d e", "a", "a b c d e f"}).ref_len == 1);
  CHECK(bleu_counts("a b c", Views{"a b", "a b c d"}).ref_len == 2);
  CHECK(bleu_counts("a b c", Views{"a b c d", "a b"}).ref_len == 2);
  CHECK(bleu_counts("a b c", Views{"", "a b c d e f"}).ref_len == 0);
}

TEST_CASE("bleu: counts of sentences add up to those of the corpus", "[apps]") {
  const Lines hypotheses = {"a b c d e", "f g h", ""};
  const std::vector<Lines> references = {{"a b c d x", "f g", "y"}};
  BleuCounts counts;
  for (size_t i = 0; i < hypotheses.size(); ++i) {
    counts += bleu_counts(hypotheses[i], Views{references[0][i]});
  }
  const BleuScore corpus = corpus_bleu(hypotheses, references);
  CHECK(counts.correct == corpus.counts.correct);
  CHECK(counts.total == std::array<int64_t, 4>{8, 6, 4, 2});
  CHECK(counts.sys_len == 8);
  CHECK(counts.ref_len == 8);
  CHECK(bleu_score(counts).score == corpus.score);
}

TEST_CASE("bleu: smoothing changes what an n-gram order without matches contributes", "[apps]") {
  // 100 * exp(sum(log(p) for p in precisions) / 4), correct 3/4, 1/3, 0/2, 0/1
  const BleuCounts counts = {{3, 1, 0, 0}, {4, 3, 2, 1}, 4, 4};
  const auto score = [&](const char* method) {
    BleuOptions options;
    options.smooth_method = method;
    return bleu_score(counts, options);
  };
  CHECK(score("none").score == 0);
  // (3/4 * 1/3 * (1/2)/2 * (1/4)/1) ** 0.25
  CHECK(close(score("exp").score, 35.35533905932738));
  // (3/4 * 1/3 * 0.1/2 * 0.1/1) ** 0.25
  CHECK(close(score("floor").score, 18.80301546543197));
  // (3/4 * 2/4 * 1/3 * 1/2) ** 0.25
  CHECK(close(score("add-k").score, 50.0));
  CHECK(score("add-k").counts.correct == std::array<int64_t, 4>{3, 2, 1, 1});
}

TEST_CASE("bleu: a corpus without text has a score", "[apps]") {
  const BleuScore score = corpus_bleu(Lines{""}, std::vector<Lines>{{""}});
  CHECK(score.score == 0);
  CHECK(score.brevity_penalty == 1);
  CHECK(score.ratio == 0);
}

TEST_CASE("bleu: details and settings read as sacrebleu writes them", "[apps]") {
  const Lines hypothesis = {"one two three"};
  const std::vector<Lines> references = {{"one two three four"}};
  CHECK(bleu_details(corpus_bleu(hypothesis, references)) ==
        "100.0/100.0/100.0/0.0 (BP = 0.717 ratio = 0.750 hyp_len = 3 ref_len = 4)");
  BleuOptions options{"none", true, "floor", true};
  CHECK(bleu_settings(options) == "case:lc|eff:yes|tok:none|smooth:floor[0.10]");
}

TEST_CASE("bleu: what cannot be scored is refused", "[apps]") {
  BleuOptions options;
  CHECK_THROWS_WITH(bleu_counts("a", {}), "bleu: there is no reference");
  CHECK_THROWS_WITH(corpus_bleu(Lines{"a", "b"}, std::vector<Lines>{{"a", "b"}, {"a"}}),
                    "bleu: there are 2 hypotheses and 1 references");
  options.tokenize = "zh";
  CHECK_THROWS_WITH(bleu_counts("a", Views{"a"}, options),
                    "bleu: unknown tokenisation: 'zh' is neither 13a nor none");
  options.smooth_method = "add-n";
  CHECK_THROWS_WITH(bleu_score({}, options),
                    "bleu: unknown smoothing: 'add-n' is none of none, floor, add-k and exp");
}
