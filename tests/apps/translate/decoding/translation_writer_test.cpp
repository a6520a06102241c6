#include "apps/translate/decoding/translation_writer.h"

#include <sstream>

#include "core/io/json.h"
#include "tests/apps/translate/tiny_translator.h"
#include "tests/support/catch.h"

namespace gloss::translate {
namespace {

// "il <unk>" for "he Zoë", looking at the words in turn; and nothing, which is worse.
Translation example(const Checkpoint& checkpoint) {
  const int32_t il = checkpoint.target.vocabulary().id("il");
  const models::Hypothesis best{.tokens = {il, models::kUnk},
                                .token_scores = {-0.25F, -1.5F, -0.125F},
                                .log_probability = -1.875,
                                .score = -0.625,
                                .attention = {0.75F, 0.25F, 0, 0, 1, 0, 0.5F, 0, 0.5F},
                                .source_length = 3};
  const models::Hypothesis worse{.tokens = {},
                                 .token_scores = {-4},
                                 .log_probability = -4,
                                 .score = -4,
                                 .attention = {0.25F, 0.25F, 0.5F},
                                 .source_length = 3};
  return {{"he", "Zoë"}, {best, worse}, "he Zoë"};
}

std::string written(const WritingOptions& options) {
  const Checkpoint checkpoint = tiny_checkpoint();
  std::ostringstream out;
  TranslationWriter writer(out, checkpoint, options);
  writer.write({.source = {}, .hypotheses = {}, .text = " "});
  writer.write(example(checkpoint));
  return out.str();
}

TEST_CASE("writer: a line is the best text, empty for a blank line", "[apps]") {
  CHECK(written({}) == "\nil <unk>\n");
  CHECK(written({.replace_unknowns = true}) == "\nil Zoë\n");
}

TEST_CASE("writer: an n-best line has number, text and score, then alignment and word scores",
          "[apps]") {
  CHECK(written({.n_best = 2}) == "1 ||| il <unk> ||| -0.6250\n1 |||  ||| -4.0000\n");
  CHECK(written({.alignment = AlignmentForm::kHard}) == "\nil <unk> ||| 0-0 1-1\n");
  CHECK(written({.alignment = AlignmentForm::kSoft}) ==
        "\nil <unk> ||| 0.7500,0.2500,0.0000 0.0000,1.0000,0.0000 0.5000,0.0000,0.5000\n");
  CHECK(written({.word_scores = true}) == "\nil <unk> ||| -0.2500 -1.5000 -0.1250\n");
  CHECK(written({.n_best = 2, .alignment = AlignmentForm::kHard, .word_scores = true}) ==
        "1 ||| il <unk> ||| -0.6250 ||| 0-0 1-1 ||| -0.2500 -1.5000 -0.1250\n"
        "1 |||  ||| -4.0000 |||  ||| -4.0000\n");
}

TEST_CASE("writer: a case mark and the token after it count as one token", "[apps]") {
  const Checkpoint checkpoint = case_marked_checkpoint({"It it", "He he"});
  const models::Hypothesis h{.tokens = checkpoint.target.encode("He he"),
                             .token_scores = {-1, -2, -4, -8},
                             .log_probability = -15,
                             .score = -3.75,
                             .attention = {1, 0, 0, 0,  //
                                           0, 1, 0, 0,  //
                                           0, 0, 1, 0,  //
                                           0, 0, 0, 1},
                             .source_length = 4};
  const Translation translation{checkpoint.source.tokens("It it"), {h}};
  const auto line = [&](const WritingOptions& options) {
    std::ostringstream out;
    TranslationWriter(out, checkpoint, options).write(translation);
    return out.str();
  };
  CHECK(line({.alignment = AlignmentForm::kHard}) == "He he ||| 0-0 1-1\n");
  CHECK(line({.alignment = AlignmentForm::kSoft}) ==
        "He he ||| 1.0000,0.0000,0.0000 0.0000,1.0000,0.0000 0.0000,0.0000,1.0000\n");
  CHECK(line({.word_scores = true}) == "He he ||| -3.0000 -4.0000 -8.0000\n");
  const Json json = Json::parse(line({.json = true}));
  CHECK(json.at("source_tokens").dump() == R"(["▁It","▁it"])");
  CHECK(json.at("tokens").dump() == R"(["▁He","▁he"])");
  CHECK(json.at("token_scores").dump() == "[-3.0,-4.0,-8.0]");
  CHECK(json.at("attention").dump() == "[[1.0,0.0,0.0],[0.0,1.0,0.0],[0.0,0.0,1.0]]");
}

TEST_CASE("writer: a json object has all fields", "[apps]") {
  CHECK(written({.json = true, .replace_unknowns = true}) ==
        "{\"line\":0,\"source\":\" \",\"source_tokens\":[],\"tokens\":[],\"text\":\"\","
        "\"score\":null,\"token_scores\":[],\"attention\":null,\"replaced_text\":null}\n"
        "{\"line\":1,\"source\":\"he Zoë\",\"source_tokens\":[\"he\",\"Zoë\"],"
        "\"tokens\":[\"il\",\"Zoë\"],\"text\":\"il Zoë\",\"score\":-0.625,"
        "\"token_scores\":[-0.25,-1.5,-0.125],"
        "\"attention\":[[0.75,0.25,0.0],[0.0,1.0,0.0],[0.5,0.0,0.5]],\"replaced_text\":null}\n");
  std::istringstream lines(written({.n_best = 2, .json = true}));
  std::string line;
  REQUIRE(std::getline(lines, line));
  CHECK(Json::parse(line).at("line").as_int() == 1);
  CHECK(Json::parse(line).at("text").as_string() == "il <unk>");
  REQUIRE(std::getline(lines, line));
  CHECK(Json::parse(line).at("score").as_double() == -4);
  CHECK_FALSE(std::getline(lines, line));
}

TEST_CASE("writer: json has the text that the repetition guard replaced", "[apps]") {
  const Checkpoint checkpoint = tiny_checkpoint();
  Translation translation = example(checkpoint);
  const int32_t il = checkpoint.target.vocabulary().id("il");
  translation.hypotheses[0].replaced = {il, il, il, il, il, il};
  std::ostringstream out;
  TranslationWriter(out, checkpoint, {.json = true}).write(translation);
  CHECK(Json::parse(out.str()).at("replaced_text").as_string() == "il il il il il il");
}

TEST_CASE("writer: every form shows a line in parts as one translation", "[apps]") {
  const Checkpoint checkpoint = tiny_checkpoint();
  const Translation part = example(checkpoint);
  Translation translation{.source = {"he", "Zoë", "he", "Zoë"},
                          .hypotheses = {{}, {}},
                          .text = "he Zoë  he Zoë",
                          .parts = {part, part},
                          .spaces = {"", "  ", ""}};
  translation.hypotheses[0].score = -1.25;
  translation.hypotheses[1].score = -8;
  const auto line = [&](const WritingOptions& options) {
    std::ostringstream out;
    TranslationWriter(out, checkpoint, options).write(translation);
    return out.str();
  };
  CHECK(line({}) == "il <unk>  il <unk>\n");
  CHECK(line({.replace_unknowns = true}) == "il Zoë  il Zoë\n");
  CHECK(line({.n_best = 2}) == "0 ||| il <unk>  il <unk> ||| -1.2500\n0 |||    ||| -8.0000\n");
  CHECK(line({.alignment = AlignmentForm::kHard}) == "il <unk>  il <unk> ||| 0-0 1-1 2-2 3-3\n");
  CHECK(line({.word_scores = true}) ==
        "il <unk>  il <unk> ||| -0.2500 -1.6250 -0.2500 -1.5000 -0.1250\n");
  CHECK_THAT(line({.alignment = AlignmentForm::kHeatmap}), ContainsSubstring("Zoë"));
  const Json json = Json::parse(line({.json = true}));
  CHECK(json.at("source").as_string() == "he Zoë  he Zoë");
  CHECK(json.at("source_tokens").items().size() == 4);
  CHECK(json.at("tokens").items().size() == 4);
  CHECK(json.at("text").as_string() == "il <unk>  il <unk>");
  CHECK(json.at("score").as_double() == -1.25);
  CHECK(json.at("token_scores").items().size() == 5);
  CHECK(json.at("attention").items().size() == 5);
  CHECK(json.at("attention").items()[0].dump() == "[0.75,0.25,0.0,0.0,0.0]");
  CHECK(json.at("replaced_text").is_null());
}

}  // namespace
}  // namespace gloss::translate
