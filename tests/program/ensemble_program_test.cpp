#include <string>

#include "tests/program/program.h"
#include "tests/support/catch.h"

namespace gloss {
namespace {

const std::string kText = "she sees the black cat\nhe\n\nhe has the green bird\n";

TEST_CASE("program: translate and score average the models of -m", "[program]") {
  const Program program;
  REQUIRE(program.train("-t en fr -m a").status == 0);
  REQUIRE(program
              .train("-t en fr -m b --seed 2 --type transformer --transformer-heads 2 "
                     "--transformer-dim-ffn 16 --enc-depth 1 --dec-depth 1")
              .status == 0);
  const std::string one = program.run("translate -m a --n-best 2", kText).out;
  CHECK(program.run("translate -m a a --n-best 2", kText).out == one);

  const Outcome both = program.run("translate -m a b --n-best 2 -n 0", kText);
  CHECK(both.err.empty());
  CHECK(both.out != program.run("translate -m a --n-best 2 -n 0", kText).out);
  CHECK(both.out == program.run("translate -m b a --n-best 2 -n 0", kText).out);
  for (const char* options : {"--mini-batch 1", "--threads 2"})
    CHECK(program.run("translate -m a b --n-best 2 -n 0 " + std::string(options), kText).out ==
          both.out);
  CHECK(program.run("translate -m a b --alignment hard", kText).status == 0);

  // What score gives is what translate printed.
  program.folder.write("src", "he has the green bird\n");
  const std::string best =
      program.run("translate -m a b --n-best 1 -n 0", "he has the green bird\n").out;
  const size_t text = best.find("||| ") + 4, bar = best.find(" |||", text);
  program.folder.write("trg", best.substr(text, bar - text) + "\n");
  CHECK(program.run("score -m a b src trg").out == best.substr(bar + 5));
  CHECK(program.run("score src trg -m a b").out == best.substr(bar + 5));
  CHECK(program.run("score -m a b --summary perplexity src trg").status == 0);
}

TEST_CASE("program: models whose text becomes other tokens are not averaged", "[program]") {
  const Program program;
  program.folder.write("en2", "a " + program.folder.read("en"));
  REQUIRE(program.train("-t en fr -m m").status == 0);
  REQUIRE(program.train("-t en fr --lowercase -m lower").status == 0);
  REQUIRE(program.train("-t en2 fr -m larger").status == 0);
  const auto error_of = [&](const std::string& models) {
    const Outcome outcome = program.run("translate -m " + models, kText);
    CHECK(outcome.status == 1);
    CHECK(outcome.out.empty());
    CHECK(lines_in(outcome.err) == 1);
    return outcome.err;
  };
  CHECK(error_of("m lower") ==
        "gloss: 'm' and 'lower' differ in the lowercase: 'false' and 'true' (models are averaged "
        "only if they have the same tokens)\n");
  CHECK_THAT(error_of("m m larger"),
             ContainsSubstring("'m' and 'larger' differ in the source vocabulary ("));
  CHECK_THAT(program.run("score -m m larger en fr").err, ContainsSubstring("source vocabulary"));
  CHECK_THAT(program.run("score -m m en").err, ContainsSubstring("TRG is missing"));
  CHECK_THAT(program.run("translate -m m larger -o larger").err, ContainsSubstring("larger"));
}

TEST_CASE("program: of models with and without attention, those with it give the alignment",
          "[program]") {
  const Program program;
  REQUIRE(program.train("-t en fr -m m").status == 0);
  REQUIRE(program.train("-t en fr --attention none -m none").status == 0);
  const std::string text = "she sees\n";
  CHECK(program.run("translate -m none m --alignment hard", text).status == 0);
  CHECK_THAT(program.run("translate -m none none --alignment hard", text).err,
             ContainsSubstring("no attention"));
}

}  // namespace
}  // namespace gloss
