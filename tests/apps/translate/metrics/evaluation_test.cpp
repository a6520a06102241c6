#include "apps/translate/metrics/evaluation.h"

#include <stdexcept>
#include <string>
#include <vector>

#include "apps/translate/corpus.h"
#include "tests/apps/translate/metrics/golden.h"
#include "tests/support/catch.h"

using namespace gloss;
using namespace gloss::translate;

namespace {

using Lines = std::vector<std::string>;

Lines tricky(const std::string& extension) {
  return read_lines((golden_folder() / ("tricky." + extension)).string());
}

std::string output(const EvaluateOptions& options) {
  const std::vector<Lines> references = {tricky("ref")};
  return evaluation_output(options, evaluate(options, tricky("hyp"), references));
}

}  // namespace

TEST_CASE("evaluate: the output is sacrebleu's object", "[apps]") {
  // the form of sacrebleu --format json, with the figures of scores.jsonl
  CHECK(output({}) ==
        "{\n"
        " \"name\": \"BLEU\",\n"
        " \"score\": 56.5,\n"
        " \"signature\": \"nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|version:2.6.0\",\n"
        " \"verbose_score\": \"68.6/56.8/51.6/50.9 (BP = 1.000 ratio = 1.036 hyp_len = 86 "
        "ref_len = 83)\",\n"
        " \"nrefs\": \"1\",\n"
        " \"case\": \"mixed\",\n"
        " \"eff\": \"no\",\n"
        " \"tok\": \"13a\",\n"
        " \"smooth\": \"exp\",\n"
        " \"version\": \"2.6.0\"\n"
        "}\n");
}

TEST_CASE("evaluate: the options reach the metric", "[apps]") {
  EvaluateOptions options;
  options.lowercase = true;
  options.tokenize = "none";
  options.smooth_method = "add-k";
  const Json json = Json::parse(output(options));
  CHECK(json.at("case").as_string() == "lc");
  CHECK(json.at("tok").as_string() == "none");
  CHECK(json.at("smooth").as_string() == "add-k[1.00]");
}

TEST_CASE("evaluate: text and a bare score have the decimals asked for", "[apps]") {
  EvaluateOptions options;
  options.format = "text";
  options.width = 3;
  CHECK(output(options) ==
        "BLEU|nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|version:2.6.0 = 56.543 "
        "68.6/56.8/51.6/50.9 (BP = 1.000 ratio = 1.036 hyp_len = 86 ref_len = 83)\n");
  options.score_only = true;
  CHECK(output(options) == "56.543\n");
  options.format = "json";
  CHECK(output(options) == "56.543\n");
  options.width = 0;
  CHECK(output(options) == "57\n");
}

TEST_CASE("evaluate: sentences get a line each and the effective order", "[apps]") {
  EvaluateOptions options;
  options.sentence_level = true;
  options.score_only = true;
  // the scores of tricky at sentence level, rounded
  CHECK(output(options) ==
        "67.6\n83.4\n0.0\n19.6\n0.0\n0.0\n100.0\n100.0\n7.8\n35.4\n100.0\n0.0\n100.0\n");
  options.score_only = false;
  const std::string lines = output(options);
  const Json first = Json::parse(lines.substr(0, lines.find('\n')));
  CHECK(first.at("score").as_double() == 67.6);
  CHECK(first.at("eff").as_string() == "yes");
}

TEST_CASE("evaluate: every reference counts", "[apps]") {
  const Lines hypotheses = {"a b c d", "e f g h"};
  const std::vector<Lines> references = {{"a b c d", "x"}, {"y", "e f g h"}};
  const std::vector<Evaluation> corpus = evaluate({}, hypotheses, references);
  REQUIRE(corpus.size() == 1);
  CHECK(corpus[0].score > 99.999);
  CHECK(corpus[0].signature.find("nrefs:2|") == 0);
  EvaluateOptions options;
  options.sentence_level = true;
  const std::vector<Evaluation> sentences = evaluate(options, hypotheses, references);
  REQUIRE(sentences.size() == 2);
  CHECK(sentences[1].score > 99.999);
}

TEST_CASE("evaluate: several metrics are an array, or lines aligned at the =", "[apps]") {
  const std::vector<Evaluation> two = {{"BLEU", 56.54, "(BP = 1.000)", "nrefs:1|tok:13a"},
                                       {"TER", 40, "", "nrefs:1"}};
  EvaluateOptions options;
  options.metrics = {"bleu", "ter"};
  const Json array = Json::parse(evaluation_output(options, two));
  REQUIRE(array.items().size() == 2);
  CHECK(array.items()[1].dump() ==
        R"({"name":"TER","score":40.0,"signature":"nrefs:1","nrefs":"1"})");
  options.score_only = true;
  CHECK(Json::parse(evaluation_output(options, two)).dump() == "[56.5,40.0]");
  options.score_only = false;
  options.format = "text";
  CHECK(evaluation_output(options, two) ==
        "BLEU|nrefs:1|tok:13a = 56.5 (BP = 1.000)\n"
        "         TER|nrefs:1 = 40.0\n");
}

TEST_CASE("evaluate: what cannot be done is refused", "[apps]") {
  const Lines two = {"a", "b"};
  const auto run = [](const EvaluateOptions& options, const Lines& hypotheses,
                      const std::vector<Lines>& references) {
    return evaluation_output(options, evaluate(options, hypotheses, references));
  };
  EvaluateOptions options;
  CHECK_THROWS_AS(run(options, two, {two, {"a"}}), std::runtime_error);
  CHECK_THROWS_WITH(run(options, two, {two, {"a"}}),
                    "evaluate: reference 2 has 1 lines, the hypotheses have 2");
  CHECK_THROWS_WITH(run(options, {}, {{}}), "evaluate: there are no hypotheses");
  CHECK_THROWS_WITH(run(options, two, {}), "evaluate: there are no references");
  options.format = "latex";
  CHECK_THROWS_WITH(run(options, two, {two}),
                    "evaluate: unknown format: 'latex' is neither json nor text");
  options.metrics = {"bleu", "rouge"};
  CHECK_THROWS_AS(run(options, two, {two}), std::invalid_argument);
  CHECK_THROWS_WITH(run(options, two, {two}), "evaluate: unknown metric: 'rouge'");
  options.metrics = {"bleu", "bleu"};
  options.sentence_level = true;
  CHECK_THROWS_WITH(run(options, two, {two}),
                    "evaluate: sentences are scored by one metric at a time: 2 are given");
  options.metrics = {};
  CHECK_THROWS_WITH(run(options, two, {two}), "evaluate: no metric is given");
}
