#include "apps/translate/translation.h"

#include "tests/apps/translate/tiny_translator.h"
#include "tests/core/with_threads.h"
#include "tests/support/catch.h"

namespace gloss::translate {
namespace {

const std::vector<std::string> kLines = {"she sees the black cat",
                                         "",
                                         "he has",
                                         " \t ",
                                         "words that nobody has seen",
                                         "the the the the the the the the the the",
                                         "he"};

std::vector<std::string> texts(const Checkpoint& checkpoint,
                               const std::vector<Translation>& translations) {
  std::vector<std::string> all;
  for (const Translation& t : translations)
    all.push_back(best_text(checkpoint, t));
  return all;
}

void check_same(const std::vector<Translation>& a, const std::vector<Translation>& b) {
  REQUIRE(a.size() == b.size());
  for (size_t i = 0; i < a.size(); ++i) {
    CHECK(a[i].source == b[i].source);
    REQUIRE(a[i].hypotheses.size() == b[i].hypotheses.size());
    for (size_t j = 0; j < a[i].hypotheses.size(); ++j) {
      CHECK(a[i].hypotheses[j].tokens == b[i].hypotheses[j].tokens);
      CHECK(a[i].hypotheses[j].score == b[i].hypotheses[j].score);
      CHECK(a[i].hypotheses[j].token_scores == b[i].hypotheses[j].token_scores);
      CHECK(a[i].hypotheses[j].attention == b[i].hypotheses[j].attention);
    }
  }
}

TEST_CASE("translation: an empty line stays empty, the others stay in their places", "[apps]") {
  const Checkpoint checkpoint = tiny_checkpoint();
  const auto translations = translate_lines(checkpoint, kLines, {});
  REQUIRE(translations.size() == kLines.size());
  for (const size_t i : {1u, 3u}) {
    CHECK(translations[i].source.empty());
    CHECK(translations[i].hypotheses.empty());
    CHECK(best_text(checkpoint, translations[i]).empty());
  }
  CHECK(translations[2].source == std::vector<std::string>{"he", "has"});
  for (size_t i = 0; i < kLines.size(); ++i)
    check_same({translations[i]}, translate_lines(checkpoint, {kLines[i]}, {}));
}

TEST_CASE("translation: no lines, or only empty ones, are no work", "[apps]") {
  const Checkpoint checkpoint = tiny_checkpoint();
  CHECK(translate_lines(checkpoint, {}, {}).empty());
  CHECK(texts(checkpoint, translate_lines(checkpoint, {"", ""}, {})) ==
        std::vector<std::string>{"", ""});
}

TEST_CASE("translation: the same bits for every mini-batch and number of threads", "[apps]") {
  for (const char* cell : {"tanh", "gru", "lstm"}) {
    ModelSettings settings;
    settings.cell = cell;
    const Checkpoint checkpoint = tiny_checkpoint(settings);
    for (const int64_t beam : {1, 4}) {
      const models::SearchOptions search{.beam_size = beam, .n_best = beam};
      const auto expected = translate_lines(checkpoint, kLines, {search, 64});
      for (const int64_t mini_batch : {1, 3, 64})
        for (const int threads : {1, 2}) {
          CAPTURE(cell, beam, mini_batch, threads);
          const WithThreads count(threads);
          check_same(translate_lines(checkpoint, kLines, {search, mini_batch}), expected);
        }
    }
  }
}

TEST_CASE("translation: a drawing has a row for each word it wrote", "[apps]") {
  const Checkpoint checkpoint = tiny_checkpoint();
  const auto translations = translate_lines(checkpoint, {"she sees the black cat"}, {});
  const models::Hypothesis& best = translations[0].hypotheses[0];
  const std::string drawing = draw_attention(checkpoint, translations[0], best, false, 80);
  for (const std::string& word : checkpoint.target.vocabulary().decode(best.tokens))
    CHECK_THAT(drawing, ContainsSubstring(word));
  CHECK(drawing.find("￭") == std::string::npos);
}

}  // namespace
}  // namespace gloss::translate
