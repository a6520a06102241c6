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
  return evaluate(options, tricky("hyp"), std::vector<Lines>{tricky("ref")}).at(0);
}

void check_confidence(const std::optional<Confidence>& found, double mean, double half_interval) {
  REQUIRE(found);
  CHECK(std::abs(found->mean - mean) < 1e-9);
  CHECK(std::abs(found->half_interval - half_interval) < 1e-9);
}

}  // namespace

TEST_CASE("evaluate: the options reach the metrics", "[apps]") {
  EvaluateOptions options;
  options.metrics = {"ter", "chrf", "bleu"};
  options.lowercase = true;
  options.tokenize = "none";
  options.smooth_method = "add-k";
  options.chrf_word_order = 1;
  options.ter_normalized = true;
  options.ter_case_sensitive = true;
  const auto found = evaluate(options, tricky("hyp"), std::vector<Lines>{tricky("ref")});
  REQUIRE(found.size() == 3);  // in the order of their names
  CHECK(found[0].signature == "nrefs:1|case:lc|eff:no|tok:none|smooth:add-k[1.00]|version:2.6.0");
  CHECK(found[1].name == "chrF2+");
  CHECK(found[1].signature == "nrefs:1|case:lc|eff:yes|nc:6|nw:1|space:no|version:2.6.0");
  CHECK(found[2].name == "TER");
  CHECK(found[2].signature ==
        "nrefs:1|case:mixed|tok:tercom|norm:yes|punct:yes|asian:no|version:2.6.0");
}

TEST_CASE("evaluate: sentences are scored each with the effective order", "[apps]") {
  EvaluateOptions options;
  options.sentence_level = true;
  const auto sentences =
      evaluate(options, tricky("hyp"), std::vector<Lines>{tricky("ref"), Lines(13, "")});
  REQUIRE(sentences.size() == 13);
  CHECK(sentences[0].signature == "nrefs:1|case:mixed|eff:yes|tok:13a|smooth:exp|version:2.6.0");
}

TEST_CASE("evaluate: every reference counts", "[apps]") {
  const Lines hypotheses = {"a b c d e f", "g h i j k l"};
  const std::vector<Lines> references = {{"a b c d e f", "x"}, {"y", "g h i j k l"}};
  EvaluateOptions options;
  options.metrics = {"bleu", "chrf", "ter"};
  const std::vector<Evaluation> corpus = evaluate(options, hypotheses, references);
  REQUIRE(corpus.size() == 3);
  CHECK(corpus[0].score > 99.999);
  CHECK(corpus[1].score == 100);
  CHECK(corpus[2].score == 0);
  for (const Evaluation& evaluation : corpus)
    CHECK(evaluation.signature.find("nrefs:2|") == 0);
  options.metrics = {"bleu"};
  options.sentence_level = true;
  const std::vector<Evaluation> sentences = evaluate(options, hypotheses, references);
  REQUIRE(sentences.size() == 2);
  CHECK(sentences[1].score > 99.999);
}

// The figures of the next two: sacrebleu's definitions in Python, with numpy's
//   i = default_rng(12345).choice(13, size=(1000, 13)), score(stats[i].sum(1))
// a = np.sort(scores); a.mean(), (a[-26] - a[25]) / 2
// x = abs(a - b); (((x - x.mean()) > difference).sum() + 1) / 1001

TEST_CASE("evaluate: confidence is sacrebleu's", "[apps]") {
  EvaluateOptions options;
  options.tokenize = "none";
  options.confidence = true;
  const Evaluation bleu = evaluate_tricky(options);
  check_confidence(bleu.confidence, 16.69090674862451, 13.701416886237045);
  CHECK(bleu.signature ==
        "nrefs:1|bs:1000|seed:12345|case:mixed|eff:no|tok:none|smooth:exp|version:2.6.0");
  options.metrics = {"chrf"};
  check_confidence(evaluate_tricky(options).confidence, 58.3560528064814, 20.765028392953344);
  options.seed = 1;
  const Evaluation other = evaluate_tricky(options);
  CHECK(other.signature.find("nrefs:1|bs:1000|seed:1|") == 0);
  CHECK(std::abs(other.confidence.value().mean - 58.3560528064814) > 1e-3);
  options.confidence = false;
  CHECK_FALSE(evaluate_tricky(options).confidence);
}

TEST_CASE("compare: systems are tested against the first", "[apps]") {
  std::vector<Lines> systems = {tricky("hyp"), tricky("hyp")};
  const std::vector<Lines> references = {tricky("ref")};
  for (size_t i = 1; i < 13; i += 2)
    systems[1][i] = references[0][i];
  EvaluateOptions options;
  options.metrics = {"bleu", "chrf"};
  options.tokenize = "none";
  options.paired_bs = true;
  const std::vector<Comparison> found = compare(options, systems, references);
  REQUIRE(found.size() == 2);
  CHECK(found[0].name == "BLEU");
  CHECK(found[0].signature.find("nrefs:1|bs:1000|seed:12345|") == 0);
  REQUIRE(found[0].systems.size() == 2);
  check_confidence(found[0].systems[0].confidence, 16.69090674862451, 13.701416886237045);
  CHECK_FALSE(found[0].systems[0].p_value);
  CHECK(std::abs(found[0].systems[1].score - 51.939533871319895) < 1e-9);
  check_confidence(found[0].systems[1].confidence, 52.76601917091831, 29.280458854893833);
  CHECK(std::abs(found[0].systems[1].p_value.value() - 0.016983016983016984) < 1e-12);
  CHECK(std::abs(found[1].systems[1].p_value.value() - 0.029970029970029972) < 1e-12);

  options.paired_bs = false;
  const Comparison untested = compare(options, systems, references).at(0);
  CHECK(untested.systems[1].score == found[0].systems[1].score);
  CHECK_FALSE(untested.systems[1].confidence);
  CHECK_FALSE(untested.systems[1].p_value);
}

TEST_CASE("evaluate: what cannot be done is refused", "[apps]") {
  const Lines two = {"a", "b"};
  const auto run = [](const EvaluateOptions& options, const Lines& hypotheses,
                      const std::vector<Lines>& references) {
    return evaluate(options, hypotheses, references);
  };
  EvaluateOptions options;
  CHECK_THROWS_AS(run(options, two, {two, {"a"}}), std::runtime_error);
  CHECK_THROWS_WITH(run(options, two, {two, {"a"}}),
                    "evaluate: reference 2 has 1 lines, the hypotheses have 2");
  CHECK_THROWS_WITH(run(options, {}, {{}}), "evaluate: there are no hypotheses");
  CHECK_THROWS_WITH(run(options, two, {}), "evaluate: there are no references");
  CHECK_THROWS_WITH(compare(options, std::vector<Lines>{two, {"a"}}, std::vector<Lines>{two}),
                    "evaluate: reference 1 has 2 lines, system 2 has 1");
  options.tokenize = "zh";  // refused by the metric, which may not be in a thread by then
  CHECK_THROWS_WITH(run(options, two, {two}),
                    "bleu: unknown tokenisation: 'zh' is neither 13a nor none");
  options.metrics = {"bleu", "rouge"};
  CHECK_THROWS_AS(run(options, two, {two}), std::invalid_argument);
  CHECK_THROWS_WITH(run(options, two, {two}), "evaluate: unknown metric: 'rouge'");
  options.metrics = {};
  CHECK_THROWS_WITH(run(options, two, {two}), "evaluate: no metric is given");
}
