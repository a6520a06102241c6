#include "apps/translate/data_check/result.h"

#include "apps/translate/training/learn_codecs.h"
#include "tests/apps/translate/tiny_translator.h"
#include "tests/support/catch.h"

using namespace gloss::translate;
using gloss::Json;

namespace {

CheckResult two_findings() {
  CheckResult r;
  r.pairs = 7;
  r.findings = {{"empty", "1 pair with an empty side", 1, {{3, "", "x"}}},
                {"not-utf8", "1 source line with bytes that are not UTF-8", 1, {{2, "a"}}, true}};
  r.covered = "validation";
  r.source = r.target = Coverage{
      .vocabulary = 12, .words = 8, .unknown = 2, .tokens = 8, .unknown_words = {{1, "dog"}}};
  return r;
}

}  // namespace

TEST_CASE("check result: text shows findings with their lines, and the coverage", "[data]") {
  const std::string text = two_findings().text();
  for (const char* part : {"7 pairs; 2 findings:\n",
                           "- 1 pair with an empty side\n    line 3:  ||| x\n", "    line 2: a\n",
                           "source vocabulary: 12 words; 25.0% of the words of the validation data "
                           "are not in it (dog)\n"})
    CHECK_THAT(text, ContainsSubstring(part));
  CheckResult clean;
  clean.pairs = 1;
  CHECK(clean.text() == "1 pair; nothing wrong was found\n");
}

TEST_CASE("check result: JSON holds the findings and whether the data can be used", "[data]") {
  const CheckResult result = two_findings();
  CHECK(result.fatal() == &result.findings[1]);
  const Json json = Json::parse(result.json().dump());
  CHECK_FALSE(json.at("usable").as_bool());
  CHECK(json.at("pairs").as_int() == 7);
  CHECK(json.at("findings").items()[0].at("kind").as_string() == "empty");
  CHECK(json.at("findings").items()[0].at("examples").items()[0].at("line").as_int() == 3);
  CHECK(json.at("source").at("unknown_share").as_double() == 0.25);
  CHECK(CheckResult{}.json().at("usable").as_bool());
}

TEST_CASE("coverage: words count their unknown ones, subwords have none and more tokens than words",
          "[data]") {
  Checkpoint words, subwords;
  words.settings.vocab_min_freq = subwords.settings.vocab_min_freq = 1;
  subwords.settings.subwords = 20;
  learn_codecs(tiny_corpus(), words);
  learn_codecs(tiny_corpus(), subwords);
  const std::string known = tiny_corpus()[0].source;
  CHECK(coverage_of(words.source, {known}).unknown == 0);
  const Coverage coverage = coverage_of(words.source, {known, "zyzzyva"});
  CHECK(coverage.unknown == 1);
  CHECK(coverage.unknown_share() == Approx(1.0 / static_cast<double>(coverage.words)));
  CHECK(coverage.unknown_words == std::vector<Example>{{2, "zyzzyva"}});
  const Coverage pieces = coverage_of(subwords.source, {known, "zyzzyva"});
  CHECK(pieces.unknown == 0);
  CHECK(pieces.words == coverage.words);
  CHECK(pieces.tokens_per_word() > 1);
}

TEST_CASE("estimate: the updates of an epoch and the parameters are counted", "[data]") {
  Checkpoint checkpoint;
  checkpoint.settings = settings_of({{"dim-emb", "8"}, {"dim-rnn", "8"}, {"vocab-min-freq", "1"}});
  learn_codecs(tiny_corpus(), checkpoint);
  checkpoint.model = make_model(checkpoint.settings, checkpoint.source.vocabulary().size(),
                                checkpoint.target.vocabulary().size(), 1);
  std::vector<SentencePair> many;
  for (int i = 0; i < 100; ++i)
    for (const SentencePair& pair : tiny_corpus())
      many.push_back(pair);
  const Estimate estimate = estimate_training(checkpoint, many, 60'000);
  CHECK(estimate.parameters == checkpoint.model->parameter_count());
  CHECK(estimate.mini_batch_words == 500);
  CHECK(estimate.comparison.pairs == 3000);
  size_t tokens = 0;
  for (const SentencePair& pair : many)
    tokens += tokenize(pair.target).size() + 1;
  CHECK(estimate.updates_per_epoch >= static_cast<int64_t>(tokens / 500));
  CHECK(estimate.updates_per_epoch <= static_cast<int64_t>(tokens / 400 + 5));
  CHECK(estimate.seconds_per_epoch > 0);
  CHECK(estimate.peak_bytes > estimate.parameters * 4 * 4);  // values, gradients, two of Adam's
}

TEST_CASE("estimate: text is compared with about as much text", "[data]") {
  CHECK(reached_with(0).pairs == 1000);
  CHECK(reached_with(60'000).pairs == 3000);
  CHECK(reached_with(100'000'000).pairs == 29'000);
  CheckResult result;
  result.estimate = Estimate{.type = "rnn", .seconds_per_epoch = 2};
  result.estimate->comparison = {.pairs = 70, .target_words = 800, .epochs = 30, .bleu = 12.25};
  CHECK_THAT(result.text(),
             ContainsSubstring("30 epochs of 70 captions of photos (800 target words) gave BLEU 12 "
                               "on new ones; as many epochs of these pairs take 1:00"));
  CHECK(result.json().at("estimate").at("comparison").at("bleu").as_double() == 12.25);
}
