#include "apps/translate/evaluation/evaluation.h"

#include <cmath>
#include <stdexcept>
#include <string>
#include <vector>

#include "apps/translate/text/corpus.h"
#include "tests/apps/translate/evaluation/golden.h"
#include "tests/support/catch.h"

using namespace gloss;
using namespace gloss::translate;

namespace {

using Lines = std::vector<std::string>;

Lines tricky(const std::string& extension) {
  return read_lines((golden_folder() / ("tricky." + extension)).string());
}

Evaluation evaluate_tricky(const EvaluateOptions& options) {
  return evaluate(options, std::vector<Lines>{tricky("hyp")}, std::vector<Lines>{tricky("ref")})
      .at(0)
      .at(0);
}

void check_confidence(const std::optional<Confidence>& found, double mean, double half_interval) {
  REQUIRE(found);
  CHECK(std::abs(found->mean - mean) < 1e-9);
  CHECK(std::abs(found->half_interval - half_interval) < 1e-9);
}

}  // namespace

TEST_CASE("evaluate: the options reach the metrics", "[apps]") {
  const EvaluateOptions options{.metrics = {MetricKind::kTer, MetricKind::kChrf, MetricKind::kBleu},
                                .tokenize = BleuTokens::kNone,
                                .lowercase = true,
                                .smooth_method = Smoothing::kAddK,
                                .chrf_word_order = 1,
                                .ter_normalized = true,
                                .ter_case_sensitive = true};
  const Evaluations found =
      evaluate(options, std::vector<Lines>{tricky("hyp")}, std::vector<Lines>{tricky("ref")});
  REQUIRE(found.size() == 3);  // in the order of their names
  CHECK(found[0][0].signature ==
        "nrefs:1|case:lc|eff:no|tok:none|smooth:add-k[1.00]|version:2.6.0");
  CHECK(found[1][0].name == "chrF2+");
  CHECK(found[1][0].signature == "nrefs:1|case:lc|eff:yes|nc:6|nw:1|space:no|version:2.6.0");
  CHECK(found[2][0].name == "TER");
  CHECK(found[2][0].signature ==
        "nrefs:1|case:mixed|tok:tercom|norm:yes|punct:yes|asian:no|version:2.6.0");
}

TEST_CASE("evaluate: single sentences are scored with the effective order", "[apps]") {
  const Evaluations found = evaluate({.sentence_level = true}, std::vector<Lines>{tricky("hyp")},
                                     std::vector<Lines>{tricky("ref")});
  REQUIRE(found.size() == 1);
  REQUIRE(found[0].size() == 13);
  CHECK(found[0][0].signature == "nrefs:1|case:mixed|eff:yes|tok:13a|smooth:exp|version:2.6.0");
}

TEST_CASE("evaluate: every reference counts", "[apps]") {
  const std::vector<Lines> systems = {{"a b c d e f", "g h i j k l"}};
  const std::vector<Lines> references = {{"a b c d e f", "x"}, {"y", "g h i j k l"}};
  const Evaluations corpus = evaluate(
      {.metrics = {MetricKind::kBleu, MetricKind::kChrf, MetricKind::kTer}}, systems, references);
  REQUIRE(corpus.size() == 3);
  CHECK(corpus[0][0].score > 99.999);
  CHECK(corpus[1][0].score == 100);
  CHECK(corpus[2][0].score == 0);
  for (const std::vector<Evaluation>& metric : corpus)
    CHECK(metric[0].signature.find("nrefs:2|") == 0);
  const Evaluations sentences = evaluate({.sentence_level = true}, systems, references);
  REQUIRE(sentences[0].size() == 2);
  CHECK(sentences[0][1].score > 99.999);
}

TEST_CASE("evaluate: an empty reference counts like any other", "[apps]") {
  // sacrebleu 2.6.0 gives 54.11; without the empty references the score would be 40.66.
  const std::vector<Lines> systems = {{"the cat sat on the mat", "hello", " "}};
  const std::vector<Lines> references = {{"the cat sat on a mat", "", "x"},
                                         {"", "hello there", ""}};
  const Evaluation found = evaluate({}, systems, references).at(0).at(0);
  CHECK(std::abs(found.score - 54.11) < 0.005);
  CHECK(found.signature.find("nrefs:2|") == 0);
}

// The figures of the next two: sacrebleu's definitions in Python, with numpy's
//   i = default_rng(12345).choice(13, size=(1000, 13)), score(stats[i].sum(1))
// a = np.sort(scores); a.mean(), (a[-26] - a[25]) / 2
// x = abs(a - b); (((x - x.mean()) > difference).sum() + 1) / 1001

TEST_CASE("evaluate: confidence is that of sacrebleu", "[apps]") {
  EvaluateOptions options{.tokenize = BleuTokens::kNone, .confidence = true};
  const Evaluation bleu = evaluate_tricky(options);
  check_confidence(bleu.confidence, 16.69090674862451, 13.701416886237045);
  CHECK(bleu.signature ==
        "nrefs:1|bs:1000|seed:12345|case:mixed|eff:no|tok:none|smooth:exp|version:2.6.0");
  options.metrics = {MetricKind::kChrf};
  check_confidence(evaluate_tricky(options).confidence, 58.3560528064814, 20.765028392953344);
  options.seed = 1;
  const Evaluation other = evaluate_tricky(options);
  CHECK(other.signature.find("nrefs:1|bs:1000|seed:1|") == 0);
  CHECK(std::abs(other.confidence.value().mean - 58.3560528064814) > 1e-3);
  options.confidence = false;
  CHECK_FALSE(evaluate_tricky(options).confidence);
}

TEST_CASE("evaluate: systems are tested against the first", "[apps]") {
  std::vector<Lines> systems = {tricky("hyp"), tricky("hyp")};
  const std::vector<Lines> references = {tricky("ref")};
  for (size_t i = 1; i < 13; i += 2)
    systems[1][i] = references[0][i];
  EvaluateOptions options{.metrics = {MetricKind::kBleu, MetricKind::kChrf},
                          .tokenize = BleuTokens::kNone,
                          .paired_bs = true};
  const Evaluations found = evaluate(options, systems, references);
  REQUIRE(found.size() == 2);
  REQUIRE(found[0].size() == 2);
  const Evaluation &first = found[0][0], &second = found[0][1];
  CHECK(first.name == "BLEU");
  CHECK(first.signature.find("nrefs:1|bs:1000|seed:12345|") == 0);
  check_confidence(first.confidence, 16.69090674862451, 13.701416886237045);
  CHECK_FALSE(first.p_value);
  CHECK(std::abs(second.score - 51.939533871319895) < 1e-9);
  check_confidence(second.confidence, 52.76601917091831, 29.280458854893833);
  CHECK(std::abs(second.p_value.value() - 0.016983016983016984) < 1e-12);
  CHECK(std::abs(found[1][1].p_value.value() - 0.029970029970029972) < 1e-12);

  options.paired_bs = false;
  const Evaluation untested = evaluate(options, systems, references).at(0).at(1);
  CHECK(untested.score == second.score);
  CHECK_FALSE(untested.confidence);
  CHECK_FALSE(untested.p_value);
}

TEST_CASE("evaluate: missing lines, references or metrics are errors", "[apps]") {
  const Lines two = {"a", "b"};
  const auto run = [](const EvaluateOptions& options, const std::vector<Lines>& systems,
                      const std::vector<Lines>& references) {
    return evaluate(options, systems, references);
  };
  CHECK_THROWS_AS(run({}, {two}, {two, {"a"}}), std::runtime_error);
  CHECK_THROWS_WITH(run({}, {two}, {two, {"a"}}),
                    "evaluate: the numbers of lines differ: 1 in reference 2, 2 in the hypotheses");
  CHECK_THROWS_WITH(run({}, {{}}, {{}}), "evaluate: there are no hypotheses");
  CHECK_THROWS_WITH(run({}, {two}, {}), "evaluate: there are no references");
  CHECK_THROWS_WITH(run({}, {two, {"a"}}, {two}),
                    "evaluate: the numbers of lines differ: 2 in reference 1, 1 in system 2");
  CHECK_THROWS_AS(run({.metrics = {}}, {two}, {two}), std::invalid_argument);
  CHECK_THROWS_WITH(run({.metrics = {}}, {two}, {two}), "evaluate: no metric is given");
  CHECK_THROWS_WITH(corpus_score(Bleu(), two, std::vector<Lines>{two, {"a"}}),
                    "evaluate: there are 2 hypotheses and 1 references");
}

TEST_CASE("evaluate: sentences are counted in order, by any number of threads", "[apps]") {
  // A metric whose count is the number that a line spells.
  struct Numbers : Metric {
    std::string name() const override { return ""; }
    std::string settings() const override { return ""; }
    Counts count(std::string_view line, std::span<const std::string_view> refs) const override {
      return {std::stod(std::string(line)), std::stod(std::string(refs[0]))};
    }
    double score(const Counts&) const override { return 0; }
  };
  Lines lines;
  for (int i = 0; i < 100; ++i)
    lines.push_back(std::to_string(i));
  const auto counts = count_sentences(Numbers(), lines, std::vector<Lines>{lines});
  REQUIRE(counts.size() == 100);
  for (size_t i = 0; i < 100; ++i)
    CHECK(counts[i] == Counts{static_cast<double>(i), static_cast<double>(i)});
}
