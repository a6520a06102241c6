#include <string>
#include <vector>

#include "apps/translate/evaluation/evaluation.h"
#include "apps/translate/text/corpus.h"
#include "tests/apps/translate/evaluation/golden.h"
#include "tests/support/catch.h"

using namespace gloss;
using namespace gloss::translate;

namespace {

using Lines = std::vector<std::string>;

std::string output_of_tricky(const EvaluateOptions& options) {
  const auto lines = [](const std::string& extension) {
    return std::vector<Lines>{read_lines((golden_folder() / ("tricky." + extension)).string())};
  };
  return evaluation_output(options, Lines{"tricky.hyp"},
                           evaluate(options, lines("hyp"), lines("ref")));
}

// One system under the metrics.
std::string output_of(const EvaluateOptions& options, const std::vector<Evaluation>& metrics) {
  Evaluations all;
  for (const Evaluation& evaluation : metrics)
    all.push_back({evaluation});
  return evaluation_output(options, Lines{"new.de"}, all);
}

constexpr auto kText = ScoreFormat::kText;
const Lines kNames = {"old.de", "new.de"};

// BLEU and TER of two systems.
Evaluations two_systems(bool tested) {
  Evaluations two = {
      {{"BLEU", 30.25, "", "nrefs:1|tok:13a"}, {"BLEU", 31.75, "", "nrefs:1|tok:13a"}},
      {{"TER", 60, "", "nrefs:1"}, {"TER", 58, "", "nrefs:1"}}};
  if (!tested) return two;
  for (std::vector<Evaluation>& systems : two) {
    systems[0].confidence = Confidence{30.5, 1.25};
    systems[1].confidence = Confidence{31.5, 1.5};
  }
  two[0][1].p_value = 0.01;
  two[1][1].p_value = 0.25;
  return two;
}

}  // namespace

TEST_CASE("evaluation output: an evaluation is the object that sacrebleu prints", "[apps]") {
  // the form of sacrebleu --format json, with the figures of scores.jsonl
  CHECK(output_of_tricky({}) ==
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

TEST_CASE("evaluation output: text and a bare score have the decimals asked for", "[apps]") {
  EvaluateOptions options{.format = kText, .width = 3};
  CHECK(output_of_tricky(options) ==
        "BLEU|nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|version:2.6.0 = 56.543 "
        "68.6/56.8/51.6/50.9 (BP = 1.000 ratio = 1.036 hyp_len = 86 ref_len = 83)\n");
  options.score_only = true;
  CHECK(output_of_tricky(options) == "56.543\n");
  options.format = ScoreFormat::kJson;
  CHECK(output_of_tricky(options) == "56.543\n");
  options.width = 0;
  CHECK(output_of_tricky(options) == "57\n");
}

TEST_CASE("evaluation output: sentences get a line each", "[apps]") {
  // the scores of tricky at sentence level, rounded
  CHECK(output_of_tricky({.sentence_level = true, .score_only = true}) ==
        "67.6\n83.4\n0.0\n19.6\n0.0\n0.0\n100.0\n100.0\n7.8\n35.4\n100.0\n0.0\n100.0\n");
  const std::string lines = output_of_tricky({.sentence_level = true});
  const Json first = Json::parse(lines.substr(0, lines.find('\n')));
  CHECK(first.at("score").as_double() == 67.6);
  CHECK(first.at("eff").as_string() == "yes");
}

TEST_CASE("evaluation output: several metrics are an array, or lines aligned at the =", "[apps]") {
  const std::vector<Evaluation> two = {{"BLEU", 56.54, "(BP = 1.000)", "nrefs:1|tok:13a"},
                                       {"TER", 40, "", "nrefs:1"}};
  const Json array = Json::parse(output_of({}, two));
  REQUIRE(array.items().size() == 2);
  CHECK(array.items()[1].dump() ==
        R"({"name":"TER","score":40.0,"signature":"nrefs:1","nrefs":"1"})");
  CHECK(Json::parse(output_of({.score_only = true}, two)).dump() == "[56.5,40.0]");
  CHECK(output_of({.format = kText}, two) ==
        "BLEU|nrefs:1|tok:13a = 56.5 (BP = 1.000)\n"
        "         TER|nrefs:1 = 40.0\n");
}

TEST_CASE("evaluation output: confidence follows the score unless its mean is 0", "[apps]") {
  std::vector<Evaluation> one = {
      {"BLEU", 56.54, "(BP = 1.000)", "nrefs:1", Confidence{56.1, 9.06}}};
  CHECK(output_of({.format = kText}, one) == "BLEU|nrefs:1 = 56.5 (μ = 56.1 ± 9.1) (BP = 1.000)\n");
  CHECK(to_json(one[0], 1).dump() ==
        R"({"name":"BLEU","score":56.5,"signature":"nrefs:1","confidence_mean":56.1,)"
        R"-("confidence_var":9.1,"confidence":"μ = 56.1 ± 9.1","verbose_score":"(BP = 1.000)",)-"
        R"("nrefs":"1"})");
  CHECK(output_of({.score_only = true}, one) == "56.5 (μ = 56.1 ± 9.1)\n");
  one[0].confidence = Confidence{0, 0};
  CHECK(output_of({.score_only = true}, one) == "56.5\n");
}

TEST_CASE("evaluation output: several systems are objects in full precision", "[apps]") {
  const Json array = Json::parse(evaluation_output({}, kNames, two_systems(true)));
  REQUIRE(array.items().size() == 2);
  CHECK(array.items()[0].at("system").as_string() == "Baseline: old.de");
  CHECK(array.items()[0].at("BLEU").dump() ==
        R"({"score":30.25,"p_value":null,"mean":30.5,"ci":1.25,"signature":"nrefs:1|tok:13a"})");
  CHECK(array.items()[1].at("system").as_string() == "new.de");
  CHECK(array.items()[1].at("TER").dump() ==
        R"({"score":58.0,"p_value":0.25,"mean":31.5,"ci":1.5,"signature":"nrefs:1"})");
  const Json untested = Json::parse(evaluation_output({}, kNames, two_systems(false)));
  CHECK(untested.items()[0].at("system").as_string() == "old.de");
  CHECK(untested.items()[0].at("TER").dump() ==
        R"({"score":60.0,"p_value":null,"mean":null,"ci":null,"signature":"nrefs:1"})");
}

TEST_CASE("evaluation output: systems are rows of a table, significant differences have a star",
          "[apps]") {
  CHECK(evaluation_output({.format = kText}, kNames, two_systems(false)) ==
        "System  BLEU  TER\n"
        "old.de  30.2  60.0\n"
        "new.de  31.8  58.0\n"
        "\n"
        "BLEU  nrefs:1|tok:13a\n"
        "TER   nrefs:1\n");
  const std::string tested =
      evaluation_output({.format = kText, .width = 2}, kNames, two_systems(true));
  CHECK(tested.find("System            BLEU                               TER\n"
                    "Baseline: old.de  30.25 (30.50 ± 1.25)               60.00 (30.50 ± 1.25)\n"
                    "new.de            31.75 (31.50 ± 1.50)  p = 0.0100*  58.00 (31.50 ± 1.50)  "
                    "p = 0.2500\n\n") == 0);
  CHECK(tested.find("* marks p < 0.05") != std::string::npos);
}

TEST_CASE("evaluation output: by length, sentences of similar length are scored together",
          "[apps]") {
  const Lines hypotheses = {"a b c d", "one two three four five six", "", "a b c x"};
  const std::vector<Lines> references = {
      {"a b c d", " one two  three four five seven ", "", "a b c d"}};
  EvaluateOptions options;
  options.metrics = {MetricKind::kBleu, MetricKind::kTer};
  options.format = kText;
  CHECK(scores_by_length(options, hypotheses, references) ==
        "Words  Sentences  BLEU  TER\n"
        "0-5    3          72.3  12.5\n"
        "6-10   1          76.0  16.7\n");
  options.format = ScoreFormat::kJson;
  const Json rows = Json::parse(scores_by_length(options, hypotheses, references));
  CHECK(rows.items().size() == 2);
  CHECK(rows.items()[0].at("sentences").as_int() == 3);
  CHECK(rows.items()[1].at("words").as_string() == "6-10");
}
