#include "tests/program/program.h"
#include "tests/support/catch.h"

using namespace gloss;

namespace {

const std::string kSmall =
    "-t en fr --type transformer --transformer-heads 2 --transformer-dim-ffn 16 ";

}  // namespace

TEST_CASE("program: a Transformer is the same for one or two threads, and translates",
          "[program]") {
  const Program program;
  const std::string depth = "--enc-depth 2 --dec-depth 1 ";
  REQUIRE(program.train(kSmall + depth + "-m one --threads 1").status == 0);
  REQUIRE(program.train(kSmall + depth + "-m two --threads 2").status == 0);
  CHECK(program.folder.read("one") == program.folder.read("two"));
  const Outcome inspected = program.run("inspect one");
  CHECK(inspected.status == 0);
  CHECK_THAT(inspected.out, ContainsSubstring("encoder.layers.1.self_attn.in_proj_weight"));
  CHECK_THAT(inspected.out, !ContainsSubstring("decoder.layers.1.self_attn.in_proj_weight"));
  const Outcome translated = program.run("translate -m one", "she sees the black cat\n");
  CHECK(translated.status == 0);
  CHECK(lines_in(translated.out) == 1);
  const Outcome drawn =
      program.run("translate -m one --alignment heatmap", "she sees the black cat\n");
  CHECK(drawn.status == 0);
  CHECK_THAT(drawn.out, ContainsSubstring("black"));
}

TEST_CASE("program: a Transformer has four layers on each side by default", "[program]") {
  const Program program;
  REQUIRE(program.train(kSmall + "-m four").status == 0);
  const Outcome inspected = program.run("inspect four");
  for (const char* side : {"encoder", "decoder"}) {
    CHECK_THAT(inspected.out, ContainsSubstring(std::string(side) + ".layers.3.norm1.weight"));
    CHECK_THAT(inspected.out, !ContainsSubstring(std::string(side) + ".layers.4.norm1.weight"));
  }
}

TEST_CASE("program: the log has a Transformer's default depth, --dump-config only a given one",
          "[program]") {
  const Program program;
  const Outcome dumped = program.train(kSmall + "--dec-depth 1 --dump-config");
  CHECK(dumped.status == 0);
  CHECK_THAT(dumped.out, ContainsSubstring("# enc-depth = N (default: from the amount of data)\n"));
  CHECK_THAT(dumped.out, ContainsSubstring("dec-depth = 1\n"));
  REQUIRE(program.train(kSmall + "--dec-depth 1 --log log").status == 0);
  CHECK_THAT(program.folder.read("log"),
             ContainsSubstring("\"enc-depth\":\"4\"") && ContainsSubstring("\"dec-depth\":\"1\""));
}

TEST_CASE("program: heads that do not divide the embedding width are a usage error", "[program]") {
  const Program program;
  const Outcome outcome = program.train("-t en fr --type transformer --transformer-heads 3");
  CHECK(outcome.status == 2);
  CHECK_THAT(outcome.err,
             ContainsSubstring(
                 "transformer-heads must divide dim-emb: transformer-heads is 3, dim-emb is 8"));
}

TEST_CASE("program: an option of the other type of network is reported and not shown",
          "[program]") {
  const Program program;
  const Outcome trained =
      program.train("-t en fr --type transformer --transformer-heads 2 --dim-rnn 7 -m m");
  CHECK(trained.status == 0);
  CHECK_THAT(trained.err,
             ContainsSubstring("--dim-rnn has no effect: --type transformer does not use it"));
  CHECK_THAT(trained.err, !ContainsSubstring("--transformer-heads has no effect"));
  const std::string shown = program.run("inspect m").out;
  CHECK_THAT(shown, ContainsSubstring("transformer-heads"));
  for (const char* recurrent : {"dim-rnn", "cell", "attention  "})
    CHECK_THAT(shown, !ContainsSubstring(recurrent));
}
