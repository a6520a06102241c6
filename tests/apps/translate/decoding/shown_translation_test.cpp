#include "apps/translate/decoding/shown_translation.h"

#include "tests/apps/translate/tiny_translator.h"
#include "tests/support/catch.h"

namespace gloss::translate {
namespace {

TEST_CASE(
    "shown translation: an unknown word is replaced by the source word with the largest weight",
    "[apps]") {
  const Checkpoint checkpoint = tiny_checkpoint();
  const Translation translation{.source = {"she", "saw", "Zoë", "￭."}, .hypotheses = {}};
  const int32_t le = checkpoint.target.vocabulary().id("le");
  const models::Hypothesis h{.tokens = {le, models::kUnk, models::kUnk},
                             .token_scores = {-1, -1, -1, -1},
                             .attention = {0,    0,    1,    0,    0,     //
                                           0.1F, 0.2F, 0.3F, 0,    0.4F,  // the end mark is no word
                                           0,    0,    0.2F, 0.7F, 0.1F,  //
                                           0,    0,    0,    0,    1},
                             .source_length = 5};
  CHECK(most_attended(h, true) == std::vector<size_t>{2, 4, 3});
  CHECK(most_attended(h, false) == std::vector<size_t>{2, 2, 3});
  CHECK(known_tokens(checkpoint, translation, h) == std::vector<std::string>{"le", "Zoë", "￭."});
  const Translation elided{.source = {"she", "saw", "O'￭", "Neil"}, .hypotheses = {}};
  CHECK(known_tokens(checkpoint, elided, h) == std::vector<std::string>{"le", "O'", "Neil"});
}

// "<Cap> he <Cap> ann" for "<Cap> it <Cap> bob".
struct CaseMarked {
  Checkpoint checkpoint = case_marked_checkpoint({"It Bob it Bob", "He Ann he Ann"});
  Translation translation;
  models::Hypothesis h;

  CaseMarked() {
    translation.source = checkpoint.source.tokens("It Bob");
    h.tokens = checkpoint.target.encode("He Ann");
    h.token_scores = {-1, -2, -4, -8, -16};
    h.attention = {1,     0, 0,     0,    0,  //
                   0.25F, 0, 0.25F, 0.5F, 0,  //
                   0,     0, 1,     0,    0,  //
                   0,     0, 0.5F,  0.5F, 0,  //
                   0,     0, 0,     0,    1};
    h.source_length = 5;
    translation.hypotheses = {h};
  }
};

TEST_CASE("shown translation: a user sees case marks joined with the tokens after them", "[apps]") {
  const CaseMarked example;
  REQUIRE(example.translation.source == std::vector<std::string>{"<Cap>", "▁it", "<Cap>", "▁bob"});
  const auto shown = shown_translation(example.checkpoint, example.translation, 0);
  CHECK(shown.source == std::vector<std::string>{"▁It", "▁Bob"});
  CHECK(shown.target == std::vector<std::string>{"▁He", "▁Ann"});
  CHECK(shown.hypothesis.tokens == std::vector{example.h.tokens[1], example.h.tokens[3]});
  CHECK(shown.hypothesis.token_scores == std::vector<float>{-3, -12, -16});
  CHECK(shown.hypothesis.source_length == 3);
  CHECK(shown.hypothesis.attention == std::vector<float>{0.625F, 0.375F, 0, 0, 1, 0, 0, 0, 1});
}

TEST_CASE("shown translation: a hypothesis without case marks is shown as it is", "[apps]") {
  const Checkpoint checkpoint = tiny_checkpoint();
  const auto translations = translate_lines(checkpoint, {"she sees the black cat"}, {});
  const models::Hypothesis& h = translations[0].hypotheses[0];
  const auto shown = shown_translation(checkpoint, translations[0], 0);
  CHECK(shown.source == translations[0].source);
  CHECK(shown.hypothesis.tokens == h.tokens);
  CHECK(shown.hypothesis.token_scores == h.token_scores);
  CHECK(shown.hypothesis.attention == h.attention);
}

TEST_CASE("shown translation: a heatmap has a label in its own case for each word with a case mark",
          "[apps]") {
  const CaseMarked example;
  const AttentionMap map = attention_map(example.checkpoint, example.translation, 0);
  CHECK(map.source == std::vector<std::string>{"It", "Bob"});
  CHECK(map.target == std::vector<std::string>{"He", "Ann"});
  CHECK(map.weights == std::vector<float>{0.625F, 0.375F, 0, 1});
}

TEST_CASE("score: the text of a hypothesis with case marks becomes its tokens again", "[apps]") {
  const CaseMarked example;
  const Codec& codec = example.checkpoint.target;
  CHECK(codec.decode(example.h.tokens) == "He Ann");
  CHECK(codec.encode_decoded("He Ann") == example.h.tokens);
  const auto capitals = codec.encode("HE ANN");
  CHECK(codec.encode_decoded(codec.decode(capitals)) == capitals);
}

TEST_CASE("shown translation: a heatmap has a row for each target word", "[apps]") {
  const Checkpoint checkpoint = tiny_checkpoint();
  const auto translations = translate_lines(checkpoint, {"she sees the black cat"}, {});
  const models::Hypothesis& best = translations[0].hypotheses[0];
  const std::string drawing =
      attention_heatmap(attention_map(checkpoint, translations[0], 0), false, 80);
  for (const std::string& word : checkpoint.target.vocabulary().decode(best.tokens))
    CHECK_THAT(drawing, ContainsSubstring(word));
  CHECK(drawing.find("￭") == std::string::npos);
}

TEST_CASE("shown translation: the attention of a line in parts has a block for each of them",
          "[apps]") {
  const CaseMarked example;
  Translation line{.source = {},
                   .hypotheses = {{}},
                   .parts = {example.translation, example.translation},
                   .spaces = {"", " ", ""}};
  line.hypotheses[0].score = -5;
  const auto shown = shown_translation(example.checkpoint, line, 0);
  CHECK(shown.source == std::vector<std::string>{"▁It", "▁Bob", "▁It", "▁Bob"});
  CHECK(shown.target == std::vector<std::string>{"▁He", "▁Ann", "▁He", "▁Ann"});
  CHECK(shown.hypothesis.score == -5);
  // The first end mark's score is with "Ann", and its row is averaged with hers.
  CHECK(shown.hypothesis.token_scores == std::vector<float>{-3, -28, -3, -12, -16});
  CHECK(shown.hypothesis.source_length == 5);
  CHECK(shown.hypothesis.attention == std::vector<float>{0.625F, 0.375F, 0,      0,      0,  //
                                                         0,      1,      0,      0,      0,  //
                                                         0,      0,      0.625F, 0.375F, 0,  //
                                                         0,      0,      0,      1,      0,  //
                                                         0,      0,      0,      0,      1});
  CHECK(attention_map(example.checkpoint, line, 0).weights.size() == 16);
}

TEST_CASE("shown translation: the attention of a very long line is left out", "[apps]") {
  const CaseMarked example;
  const Translation line{.source = {},
                         .hypotheses = {{}},
                         .parts = std::vector<Translation>(1100, example.translation),
                         .spaces = std::vector<std::string>(1101)};
  const auto shown = shown_translation(example.checkpoint, line, 0);
  CHECK(shown.target.size() == 2200);
  CHECK(shown.hypothesis.token_scores.size() == 2201);
  CHECK(shown.hypothesis.attention.empty());
  CHECK(attention_map(example.checkpoint, line, 0).weights.empty());
}

}  // namespace
}  // namespace gloss::translate
