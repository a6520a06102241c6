#include <algorithm>
#include <string>

#include "tests/program/program.h"
#include "tests/support/catch.h"

namespace gloss {
namespace {

TEST_CASE("program: a student learns the translations of a teacher", "[program]") {
  const Program program;
  REQUIRE(program.train("-t en fr -m teacher").status == 0);
  REQUIRE(program.run("translate -m teacher -i en -o taught").status == 0);
  const auto lines = [&](const char* file) {
    return std::ranges::count(program.folder.read(file), '\n');
  };
  CHECK(lines("taught") == lines("en"));
  const Outcome student = program.train("-t en taught --valid-sets en fr -m student");
  CAPTURE(student.err);
  CHECK(student.status == 0);
  CHECK(program.run("translate -m student", "she sees the cat\n").status == 0);
}

TEST_CASE("program: the recipes' options train together, and --resume knows them", "[program]") {
  const Program program;
  const std::string options =
      "train -t en fr --dim-emb 8 --dim-rnn 8 --threads 1 --lr-warmup 2 --lr-schedule linear "
      "--bpe-dropout 0.1 --optimizer muon --max-seconds 60 --after-batches 6 -m m ";
  const Outcome first = program.run(options);
  CAPTURE(first.err);
  REQUIRE(first.status == 0);
  CHECK(program.run(options + "--resume").status == 0);
  for (const std::string option : {"--max-seconds", "--bpe-dropout"}) {
    const Outcome refused = program.run(options + "--resume " + option + " 0.5");
    CHECK(refused.status == 2);
    CHECK_THAT(refused.err, ContainsSubstring(option + " is 0.5"));
  }
  const Outcome averaged = program.run(
      "train -t en fr --dim-emb 8 --dim-rnn 8 --threads 1 --optimizer schedule-free "
      "--after-batches 6 -m averaged");
  CAPTURE(averaged.err);
  CHECK(averaged.status == 0);
}

}  // namespace
}  // namespace gloss
