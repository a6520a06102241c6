#include <string>

#include "core/io/json.h"
#include "tests/program/program.h"
#include "tests/support/catch.h"

namespace gloss {
namespace {

const std::string kText = "she sees the cat\n\nhe has the dog\nthe Cat has 7 beds, {x}\n";

TEST_CASE("program: --glossary puts the terms into the translations and says how often",
          "[program]") {
  const Program program;
  program.folder.write("glossary", "cat\toiseau vert\n");
  REQUIRE(program.train("-t en fr -m m --subwords 100 --case-marks").status == 0);
  const auto plain = lines_of(program.run("translate -m m", kText).out);
  const Outcome outcome = program.run("translate -m m --glossary glossary", kText);
  CHECK(outcome.status == 0);
  CHECK(outcome.err == "glossary: 2 of 2 terms are in the translations\n");
  const auto lines = lines_of(outcome.out);
  REQUIRE(lines.size() == 4);
  CHECK_THAT(lines[0], ContainsSubstring("oiseau vert"));
  CHECK(lines[1].empty());
  CHECK(lines[2] == plain[2]);
  CHECK_THAT(lines[3], ContainsSubstring("oiseau vert"));
  for (const char* options : {"--mini-batch 1", "--mini-batch 2 --threads 2"})
    CHECK(program.run("translate -m m --glossary glossary " + std::string(options), kText).out ==
          outcome.out);
  CHECK(program.run("translate -m m --glossary glossary --quiet", kText).err.empty());
}

TEST_CASE("program: --protect copies numbers and braces, and --json says which terms are met",
          "[program]") {
  const Program program;
  program.folder.write("glossary", "cat\toiseau\nhas\tqui\n");
  REQUIRE(program.train("-t en fr -m m --subwords 100").status == 0);
  const Outcome outcome = program.run("translate -m m --protect --glossary glossary --json", kText);
  CHECK(outcome.err ==
        "glossary: 4 of 4 terms are in the translations\n"
        "protect: 2 of 2 texts are in the translations\n");
  const auto lines = lines_of(outcome.out);
  REQUIRE(lines.size() == 4);
  CHECK(Json::parse(lines[0]).at("terms").dump() ==
        R"([{"source":"cat","target":"oiseau","met":true}])");
  CHECK(Json::parse(lines[1]).at("terms").dump() == "[]");
  const Json last = Json::parse(lines[3]);
  CHECK(last.at("terms").items().size() == 4);
  CHECK_THAT(last.at("text").as_string(), ContainsSubstring("{x}") && ContainsSubstring("7"));
  const Json plain = Json::parse(program.run("translate -m m --json", "he\n").out);
  for (const auto& [name, value] : plain.members())
    CHECK(name != "terms");
}

TEST_CASE("program: a model in small letters copies protected text with its capitals",
          "[program]") {
  const Program program;
  REQUIRE(program.train("-t en fr -m m --subwords 100 --lowercase").status == 0);
  const Outcome outcome = program.run("translate -m m --protect", "the cat has {userName}\n");
  CHECK_THAT(outcome.out, ContainsSubstring("{userName}"));
  CHECK(outcome.err == "protect: 1 of 1 texts are in the translations\n");
}

TEST_CASE("program: a term with words that the model lacks is counted as not met", "[program]") {
  const Program program;
  program.folder.write("glossary", "cat\tminou\n");
  REQUIRE(program.train("-t en fr -m m").status == 0);
  const Outcome outcome = program.run("translate -m m --glossary glossary", kText);
  CHECK(outcome.out == program.run("translate -m m", kText).out);
  CHECK(outcome.err == "glossary: 0 of 2 terms are in the translations\n");
}

TEST_CASE("program: a wrong glossary and samples with terms are errors", "[program]") {
  const Program program;
  program.folder.write("glossary", "cat\n");
  REQUIRE(program.train("-t en fr -m m").status == 0);
  CHECK(program.run("translate -m m --glossary glossary", kText).err ==
        "gloss: corpus: 'glossary' line 1: no tab between source and target\n");
  CHECK(program.run("translate -m m --glossary none", kText).status == 1);
  const Outcome sampled = program.run("translate -m m --protect --sampling-topk 2", kText);
  CHECK(sampled.status == 2);
  CHECK_THAT(sampled.err, ContainsSubstring("--protect"));
}

}  // namespace
}  // namespace gloss
