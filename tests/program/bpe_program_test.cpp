#include "tests/program/program.h"
#include "tests/support/catch.h"

namespace gloss {
namespace {

TEST_CASE("program: bpe apply uses the codes of bpe learn", "[program]") {
  const Program program;
  program.folder.write("text",
                       "low low low low low lower lower\n"
                       "newest newest newest newest newest newest widest widest widest\n");
  const Outcome learnt = program.run("bpe learn -i text --subwords 4 -o codes");
  CAPTURE(learnt.err);
  REQUIRE(learnt.status == 0);
  CHECK(learnt.out.empty());
  CHECK(program.folder.read("codes") == "#version: 0.2\ns t</w>\ne st</w>\nl o\nw est</w>\n");
  CHECK(program.run("bpe learn -s 4", program.folder.read("text")).out ==
        program.folder.read("codes"));
  const Outcome applied = program.run("bpe apply -c codes", "low newest\n\n est\n");
  CHECK(applied.status == 0);
  CHECK(applied.out == "lo@@ w n@@ e@@ west\n\n est\n");
  CHECK(program.run("bpe apply -c codes -i text -o split").status == 0);
  CHECK(lines_in(program.folder.read("split")) == 2);
}

TEST_CASE("program: bpe learn reads several files and gives the same codes for any threads",
          "[program]") {
  const Program program;
  const Outcome one = program.run("bpe learn -i en fr --subwords 60 --threads 1");
  REQUIRE(one.status == 0);
  CHECK_THAT(one.out, ContainsSubstring("\nvoi t</w>\n") && ContainsSubstring("\nt he</w>\n"));
  CHECK(program.run("bpe learn -i en fr --subwords 60 --threads 3").out == one.out);
  CHECK_THAT(program.run("bpe learn -i en --subwords 9999").err, ContainsSubstring("only"));
}

TEST_CASE("program: bpe errors name the missing or wrong argument", "[program]") {
  const Program program;
  const auto failed = [&](const std::string& arguments, int status, const std::string& part) {
    const Outcome outcome = program.run(arguments);
    CAPTURE(arguments, outcome.err);
    CHECK(outcome.status == status);
    CHECK(outcome.out.empty());
    CHECK_THAT(outcome.err, ContainsSubstring(part));
  };
  failed("bpe", 2, "gloss bpe --help");
  failed("bpe lern", 2, "did you mean 'learn'?");
  failed("bpe apply", 2, "--codes");
  failed("bpe apply -c none", 1, "none");
  failed("bpe apply -c en", 1, "'en' does not start with '#version: 0.2'");
  failed("bpe learn -i none", 1, "none");
  failed("bpe learn -i en -o none/codes", 1, "none/codes");
  CHECK(program.run("bpe --help").status == 0);
  CHECK_THAT(program.run("bpe learn --help").out, ContainsSubstring("--subwords"));
}

TEST_CASE("program: a model of subwords is reproducible, translates and is inspected",
          "[program]") {
  const Program program;
  for (const std::string tied : {"target", "all"}) {
    const std::string train = "-t en fr --subwords 50 --quiet --tied-embeddings " + tied + " -m ";
    const Outcome trained = program.train(train + tied);
    CAPTURE(trained.err);
    REQUIRE(trained.status == 0);
    REQUIRE(program.train(train + "again --overwrite").status == 0);
    CHECK(program.folder.read("again") == program.folder.read(tied));
    const Outcome translated = program.run("translate -m " + tied, "she sees\n\n \u00E9 \t\n");
    CHECK(translated.status == 0);
    CHECK(lines_in(translated.out) == 3);
    CHECK_THAT(program.run("inspect " + tied).out, ContainsSubstring("subwords            50"));
  }
}

}  // namespace
}  // namespace gloss
