#include <string>

#include "tests/program/program.h"
#include "tests/support/catch.h"

namespace gloss {
namespace {

TEST_CASE("program: a student learns the translations of a teacher, too", "[program]") {
  const Program program;
  REQUIRE(program.train("-t en fr -m teacher --after-batches 60 --learn-rate 0.02").status == 0);
  REQUIRE(program.train("-t en fr -m other").status == 0);
  const auto student = [&](const std::string& options) {
    const Outcome trained =
        program.train("-t en fr --valid-sets en fr --mini-batch-words 100 " + options);
    CAPTURE(options, trained.err);
    REQUIRE(trained.status == 0);
    return trained;
  };
  const Outcome whole = student("--distil teacher --after-batches 9 -m whole");
  CHECK_THAT(whole.err, ContainsSubstring("on 40 pairs and 40 translations of the teacher"));
  student("--after-batches 9 -m plain");
  CHECK(program.folder.read("plain") != program.folder.read("whole"));
  student("--distil teacher --after-batches 4 -m part");
  student("--distil teacher --after-batches 9 -m part --resume");
  CHECK(program.folder.read("part") == program.folder.read("whole"));
  student("--distil teacher other --augment typos -m of_two");
}

TEST_CASE("program: a teacher that does not fit is refused", "[program]") {
  const Program program;
  REQUIRE(program.train("-t en fr -m teacher").status == 0);
  REQUIRE(program.train("-t en fr -m small --lowercase").status == 0);
  const auto refused = [&](const std::string& options) {
    const Outcome outcome = program.train("-t en fr " + options);
    CAPTURE(options);
    CHECK(outcome.status != 0);
    return outcome.err;
  };
  CHECK_THAT(refused("-m m --distil none"), ContainsSubstring("cannot open 'none'"));
  CHECK_THAT(refused("-m m --distil small"), ContainsSubstring("writes small letters only"));
  CHECK_THAT(refused("--overwrite -m teacher --distil teacher"),
             ContainsSubstring("it is the same file as 'teacher'"));
  CHECK_THAT(refused("-m m --init teacher --replay tsv --distil teacher"),
             ContainsSubstring("(give one of them)"));
  REQUIRE(program.train("-t en fr -m m --distil teacher").status == 0);
  for (const char* other : {"", "--distil small --lowercase", "--distil m"})
    refused(std::string("-m m --resume --after-batches 5 ") + other);
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
  const Outcome longer = program.run(options + "--resume --after-batches 9");
  CHECK(longer.status == 0);
  CHECK_THAT(longer.err, ContainsSubstring("resuming with --after-batches 9 (before: 6)"));
  CHECK_THAT(longer.err, ContainsSubstring("stopped after 9 updates"));
  const Outcome refused = program.run(options + "--resume --bpe-dropout 0.5");
  CHECK(refused.status == 2);
  CHECK_THAT(refused.err, ContainsSubstring("--bpe-dropout is 0.5"));
  const Outcome averaged = program.run(
      "train -t en fr --dim-emb 8 --dim-rnn 8 --threads 1 --optimizer schedule-free "
      "--after-batches 6 -m averaged");
  CAPTURE(averaged.err);
  CHECK(averaged.status == 0);
}

}  // namespace
}  // namespace gloss
