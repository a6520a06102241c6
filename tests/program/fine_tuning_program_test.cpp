#include <filesystem>

#include "apps/translate/model/checkpoint.h"
#include "tests/program/program.h"
#include "tests/support/catch.h"

namespace gloss {
namespace {

constexpr const char* kTune =
    "train --init m --tsv own --threads 1 --mini-batch-words 20 --lr-schedule constant ";

// A folder with a trained model "m" and new sentences "own".
struct Tuning : Program {
  Tuning() {
    REQUIRE(train("-t en fr -m m").status == 0);
    folder.write("own", "she sees the cat\telle voit le chat\nhe has a hat\til a un chapeau\n");
  }
};

TEST_CASE("program: --init trains a model on, and a table compares it with the first one",
          "[program]") {
  const Tuning program;
  const Outcome tuned = program.run(kTune + std::string("--after-batches 4 -m new"));
  CAPTURE(tuned.err);
  REQUIRE(tuned.status == 0);
  CHECK_THAT(tuned.err, ContainsSubstring("2 of 8 source tokens and 2 of 8 target tokens of the "
                                          "new pairs are unknown to the model"));
  CHECK_THAT(tuned.err, !ContainsSubstring("the first loss"));
  CHECK_THAT(tuned.out, ContainsSubstring("sentences  before  after\nnew training           2 "));
  CHECK_THAT(tuned.out, !ContainsSubstring("old"));
  CHECK(program.run("translate -m new", "she sees the cat\n").status == 0);
}

TEST_CASE("program: --init keeps the model's --max-length", "[program]") {
  const Program program;
  REQUIRE(program.train("-t en fr -m m --max-length 7").status == 0);
  program.folder.write("own", "she sees the cat\telle voit le chat\nhe has it\til l'a\n");
  const std::string tune =
      "train --init m --tsv own --threads 1 --lr-schedule constant --after-batches 1 ";
  REQUIRE(program.run(tune + "-m kept").status == 0);
  REQUIRE(program.run(tune + "-m given --max-length 9").status == 0);
  CHECK(translate::load_checkpoint(program.folder.file("kept")).max_length == 7);
  CHECK(translate::load_checkpoint(program.folder.file("given")).max_length == 9);
}

TEST_CASE("program: --replay mixes in old pairs and scores those held out", "[program]") {
  const Tuning program;
  for (const char* replay : {"tsv", "en fr"}) {
    const Outcome tuned = program.run(kTune +
                                      std::string("--after-batches 4 -m new --overwrite "
                                                  "--replay ") +
                                      replay);
    CAPTURE(tuned.err);
    REQUIRE(tuned.status == 0);
    CHECK_THAT(tuned.err, ContainsSubstring("and 2 of 40 old pairs in each epoch"));
    CHECK_THAT(tuned.out, ContainsSubstring("\nold training          40 "));
  }
  const Outcome built_in =
      program.run(kTune + std::string("--after-batches 1 -m new --overwrite --replay built-in"));
  CHECK_THAT(built_in.out, ContainsSubstring("\nold validation        200 "));
}

TEST_CASE("program: fine-tuning that was stopped ends with the same bytes", "[program]") {
  const Tuning program;
  const std::string all = kTune + std::string("--replay tsv --augment typos=0.5 upper=0.2 ");
  REQUIRE(program.run(all + "--after-batches 9 -m whole").status == 0);
  REQUIRE(program.run(all + "--after-batches 4 -m part").status == 0);
  REQUIRE(program.run(all + "--after-batches 9 -m part --resume --threads 2").status == 0);
  CHECK(program.folder.read("part") == program.folder.read("whole"));
  program.folder.write("tsv2", program.folder.read("tsv") + "a cat\tun chat\n");
  for (const char* changed : {"--replay tsv2", "--augment typos=0.4", "--replay built-in"}) {
    const Outcome refused = program.run(all + changed + " --after-batches 10 -m part --resume");
    CAPTURE(changed, refused.err);
    CHECK(refused.status != 0);
  }
  const Outcome other = program.run(all + "--init whole --after-batches 10 -m part --resume");
  CHECK_THAT(other.err, ContainsSubstring("with other models for --init"));
}

TEST_CASE("program: the initial model is never overwritten", "[program]") {
  const Tuning program;
  const std::string before = program.folder.read("m");
  const Outcome same = program.run(kTune + std::string("--after-batches 1 --overwrite -m ./m"));
  CHECK(same.status == 2);
  CHECK_THAT(same.err, ContainsSubstring("it is the same file as 'm'"));
  CHECK(program.folder.read("m") == before);
}

TEST_CASE("program: options that do not fit --init are refused", "[program]") {
  const Tuning program;
  CHECK(program.run("train --init m -m new").err ==
        "gloss: --init needs new sentences: --train-sets or --tsv\n");
  CHECK(program.run("train --tsv own -m new --replay tsv").err ==
        "gloss: --replay needs the model that learnt those sentences: --init\n");
  CHECK(program.run(kTune + std::string("-m new --replay en fr tsv")).status == 2);
  const Outcome wider = program.run(kTune + std::string("-m new --dim-emb 16"));
  CHECK(wider.status == 2);
  CHECK(wider.err ==
        "gloss: --dim-emb 16 differs from 8 in 'm' (--init keeps the model's settings; leave the "
        "option out)\n");
  CHECK_FALSE(std::filesystem::exists(program.folder.file("new")));
}

}  // namespace
}  // namespace gloss
