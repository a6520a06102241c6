#include "tests/apps/translate/evaluation/golden.h"

#include <algorithm>
#include <cmath>

#include "apps/translate/evaluation/evaluation.h"
#include "tests/support/catch.h"
#include "tests/support/shared_data.h"

using namespace gloss;
using namespace gloss::translate;

namespace {

// The value of a name in a table of option values.
template <class Value, size_t kCount>
Value value_of(const std::string& name, const std::pair<std::string_view, Value> (&rows)[kCount]) {
  const auto at = std::ranges::find(rows, name, &std::pair<std::string_view, Value>::first);
  REQUIRE(at != std::end(rows));
  return at->second;
}

EvaluateOptions options_of(const Json& row) {
  const Json& given = row.at("options");
  EvaluateOptions options;
  options.metrics = {value_of(row.at("metric").as_string(), kMetrics)};
  if (const Json* value = given.find("lowercase")) options.lowercase = value->as_bool();
  if (const Json* value = given.find("tokenize"))
    options.tokenize = value_of(value->as_string(), kBleuTokens);
  if (const Json* value = given.find("smooth_method"))
    options.smooth_method = value_of(value->as_string(), kSmoothings);
  if (const Json* value = given.find("word_order")) options.chrf_word_order = value->as_int();
  if (const Json* value = given.find("normalized")) options.ter_normalized = value->as_bool();
  if (const Json* value = given.find("case_sensitive"))
    options.ter_case_sensitive = value->as_bool();
  if (const Json* value = given.find("sentence_level")) options.sentence_level = value->as_bool();
  return options;
}

void check_close(double number, const Json& expected) {
  INFO(number << " instead of " << expected.dump());
  CHECK(std::abs(number - expected.as_double()) < 1e-6);
}

template <class Numbers>
void check_each_close(const Numbers& numbers, const Json& expected) {
  REQUIRE(numbers.size() >= expected.items().size());
  for (size_t i = 0; i < expected.items().size(); ++i)
    check_close(static_cast<double>(numbers[i]), expected.items()[i]);
}

// What a BLEU score is made of.
void check_bleu(const GoldenRow& row, const EvaluateOptions& options) {
  const Bleu bleu(options);
  const Bleu::Parts parts =
      bleu.parts(total(count_sentences(bleu, row.hypotheses, {&row.references, 1})));
  CHECK(parts.sys_len == row.figures.at("sys_len").as_double());
  CHECK(parts.ref_len == row.figures.at("ref_len").as_double());
  check_each_close(parts.correct, row.figures.at("counts"));
  check_each_close(parts.total, row.figures.at("totals"));
  check_each_close(parts.precisions, row.figures.at("precisions"));
  check_close(parts.brevity_penalty, row.figures.at("bp"));
}

void check_row(const GoldenRow& row) {
  const Json& expected = row.figures;
  INFO(expected.at("case").dump() << " " << expected.at("metric").dump() << " "
                                  << expected.at("options").dump());
  const EvaluateOptions options = options_of(expected);
  const auto received = evaluate(options, {&row.hypotheses, 1}, {&row.references, 1}).at(0);
  if (options.sentence_level) {
    CHECK(received.size() == row.hypotheses.size());
    std::vector<double> scores;
    for (const Evaluation& sentence : received)
      scores.push_back(sentence.score);
    check_each_close(scores, expected.at("scores"));
    return;
  }
  REQUIRE(received.size() == 1);
  check_close(received[0].score, expected.at("score"));
  CHECK(received[0].signature == expected.at("signature").as_string());
  if (expected.at("metric").as_string() == "bleu") check_bleu(row, options);
}

}  // namespace

TEST_CASE("metrics: scores equal sacrebleu's for every metric and option", "[apps]") {
  const std::vector<GoldenRow> rows = golden_rows(golden_folder());
  CHECK(rows.size() == 56);
  for (const GoldenRow& row : rows)
    check_row(row);
}

TEST_CASE("metrics: scores equal sacrebleu's for noisy Multi30k sentences", "[apps]") {
  const auto folder = shared_data("golden/metrics");
  if (!folder) {
    WARN("skipped: golden/metrics is absent");
    return;
  }
  const std::vector<GoldenRow> rows = golden_rows(*folder);
  CHECK(rows.size() == 112);
  for (const GoldenRow& row : rows)
    check_row(row);
}
