#include "tests/program/program.h"

#include "tests/support/catch.h"

namespace gloss {
namespace {

// A failure: nothing on standard output, one line on standard error.
void check_failure(const Outcome& outcome, int status, const std::string& part) {
  CAPTURE(outcome.out, outcome.err);
  CHECK(outcome.status == status);
  CHECK(outcome.out.empty());
  CHECK(outcome.err.starts_with("gloss: "));
  CHECK(lines_in(outcome.err) == 1);
  CHECK_THAT(outcome.err, ContainsSubstring(part));
}

TEST_CASE("program: help and version go to standard output", "[program]") {
  const Program program;
  for (const char* arguments :
       {"--help", "-h", "--version", "train --help", "translate --help", "evaluate --help",
        "inspect --help", "average --help", "report --help", "bpe --help"}) {
    const Outcome outcome = program.run(arguments);
    CAPTURE(arguments);
    CHECK(outcome.status == 0);
    CHECK_FALSE(outcome.out.empty());
    CHECK(outcome.err.empty());
  }
  CHECK(program.run("--version").out.starts_with("gloss "));
  for (const char* command :
       {"train", "translate", "evaluate", "inspect", "average", "report", "bpe"})
    CHECK_THAT(program.run("--help").out, ContainsSubstring(command));
  CHECK_THAT(program.run("train --help").out, ContainsSubstring("--dim-rnn"));
}

TEST_CASE("program: a wrong command line is status 2 and names the nearest known word",
          "[program]") {
  const Program program;
  check_failure(program.run(""), 2, "--help");
  check_failure(program.run("trian"), 2, "did you mean 'train'?");
  check_failure(program.run("qqqqqqqqqq"), 2, "--help");
  check_failure(program.run("train --dim-rn 8"), 2, "--dim-rnn");
  check_failure(program.run("translate --beam-sise 3"), 2, "--beam-size");
  check_failure(program.run("evaluate"), 2, "REF");
  check_failure(program.run("inspect"), 2, "MODEL");
  check_failure(program.run("inspect one two"), 2, "two");
}

TEST_CASE("program: impossible values are status 2 and write nothing", "[program]") {
  const Program program;
  check_failure(program.run("translate --beam-size 0"), 2, "--beam-size");
  check_failure(program.run("translate --beam-size 2 --n-best 3"), 2, "--beam-size");
  check_failure(program.run("translate --alignment sideways"), 2, "heatmap");
  check_failure(program.train("-t en fr --type rnn --dim-rnn 7"), 2, "dim-rnn must be even");
  check_failure(program.train("-t en fr --learn-rate -1"), 2, "--learn-rate");
  check_failure(program.train("-t en fr --learn-rate fast"), 2, "fast");
  check_failure(program.train("-t en fr --dropout 1"), 2, "--dropout");
  check_failure(program.train("-t en fr --cell abacus"), 2, "gru");
  check_failure(program.train("-t en fr --tsv tsv"), 2, "--tsv");
  check_failure(program.train("-t en"), 2, "--train-sets");
  check_failure(program.train("--tsv tsv --tsv tsv"), 2, "--tsv: is given twice");
  check_failure(program.run("evaluate en -m bleu -m chrf"), 2, "--metrics: is given twice");
  check_failure(program.train("-t en fr --mini-batch-words 4294967296"), 2, "--mini-batch-words");
  check_failure(program.run("train -t en fr -e 0 --lr-schedule cosine"), 2, "--after-epochs");
  check_failure(program.run("train -t en fr -e 0 --lr-schedule linear"), 2, "--max-seconds");
  check_failure(program.train("-t en fr --subwords 0 --bpe-dropout 0.1"), 2, "whole words");
  check_failure(program.train("-t en fr --optimizer schedule-free --lr-schedule inv-sqrt"), 2,
                "--lr-schedule constant");
  CHECK_FALSE(std::filesystem::exists(program.folder.file("model.safetensors")));
}

TEST_CASE("program: --dump-config is a config file with the same settings", "[program]") {
  const Program program;
  const Outcome first = program.train("-t en fr --dropout 0.15 --cell lstm --dump-config");
  REQUIRE(first.status == 0);
  CHECK_THAT(first.out, ContainsSubstring("dropout = 0.15"));
  program.folder.write("conf", first.out);
  CHECK(program.run("train --config conf --dump-config").out == first.out);
  CHECK_THAT(program.run("train --config conf --cell tanh --dump-config").out,
             ContainsSubstring("cell = tanh"));
  CHECK_THAT(program.run("evaluate en --dump-config").out, ContainsSubstring("seed = 12345"));
  program.folder.write("bad", "dropout = 0.1\ndropuot = 0.1\n");
  check_failure(program.run("train --config bad"), 2, "dropout");
  CHECK_THAT(program.run("train --config bad").err, ContainsSubstring("bad:2"));
  check_failure(program.run("train --config none"), 1, "none");
}

TEST_CASE("program: unreadable training data is named and no model is written", "[program]") {
  const Program program;
  const TemporaryFolder& folder = program.folder;
  folder.write("empty", "");
  folder.write("short", "elle\n");
  folder.write("bytes", "good\nbad \xff\n");
  folder.write("columns", "she\telle\nno tab\n");
  check_failure(program.train("-t en none"), 1, "none");
  check_failure(program.train("-t en ."), 1, "'.'");
  check_failure(program.train("-t empty fr"), 1, "empty");
  const Outcome lengths = program.train("-t en short");
  check_failure(lengths, 1, "40");
  CHECK_THAT(lengths.err, ContainsSubstring("1") && ContainsSubstring("short"));
  const Outcome bytes = program.train("-t en bytes");
  check_failure(bytes, 1, "bytes");
  CHECK_THAT(bytes.err, ContainsSubstring("line 2") && ContainsSubstring("byte 5"));
  const Outcome columns = program.train("--tsv columns");
  check_failure(columns, 1, "columns");
  CHECK_THAT(columns.err, ContainsSubstring("2") && ContainsSubstring("tab"));
  check_failure(program.train("-t en fr --valid-sets en none"), 1, "none");
  CHECK_FALSE(std::filesystem::exists(folder.file("model.safetensors")));
  CHECK_FALSE(std::filesystem::exists(folder.file("model.safetensors.tmp")));
}

TEST_CASE("program: an existing model is kept without --overwrite", "[program]") {
  const Program program;
  program.folder.write("m", "precious");
  check_failure(program.train("-t en fr -m m"), 1, "--overwrite");
  CHECK(program.folder.read("m") == "precious");
  CHECK(program.train("-t en fr -m m --overwrite --quiet").status == 0);
  CHECK(program.run("inspect m").status == 0);
}

TEST_CASE("program: a failed --overwrite keeps the old model", "[program]") {
  const Program program;
  program.folder.write("m", "precious");
  check_failure(program.train("-t en none -m m --overwrite"), 1, "none");
  CHECK(program.folder.read("m") == "precious");
}

TEST_CASE("program: an output that cannot be written is an error before training", "[program]") {
  const Program program;
  check_failure(program.train("-t en fr -m none/m"), 1, "none/m");
  std::filesystem::create_directory(program.folder.file("d"));
  check_failure(program.train("-t en fr -m d --overwrite"), 1, "'d'");
  check_failure(program.train("-t en fr --log none/log"), 1, "none/log");
}

TEST_CASE("program: translate and inspect refuse files that are no models", "[program]") {
  const Program program;
  REQUIRE(program.train("-t en fr -m m --quiet").status == 0);
  const std::string whole = program.folder.read("m");
  program.folder.write("cut", whole.substr(0, whole.size() / 2));
  program.folder.write("text", "this is a letter, not a model\n");
  program.folder.write("empty", "");
  for (const std::string name : {"cut", "text", "empty", "none", "."}) {
    check_failure(program.run("translate -m " + name, "she\n"), 1, "'" + name + "'");
    check_failure(program.run("inspect " + name), 1, "'" + name + "'");
  }
}

TEST_CASE("program: output that cannot be written is status 1", "[program]") {
  if (!std::filesystem::exists("/dev/full")) return;
  const Program program;
  REQUIRE(program.train("-t en fr -m m --quiet").status == 0);
  for (const std::string elsewhere : {">/dev/full", ">&-"}) {
    CAPTURE(elsewhere);
    check_failure(program.run("--help " + elsewhere), 1, "output");
    check_failure(program.run("translate -m m " + elsewhere, "she sees\n"), 1, "");
    check_failure(program.run("inspect m " + elsewhere), 1, "output");
    check_failure(program.run("evaluate fr -i fr " + elsewhere), 1, "output");
  }
  check_failure(program.run("translate -m m -o none/out", "she\n"), 1, "none/out");
  check_failure(program.run("translate -m m -o /dev/full", "she\n"), 1, "/dev/full");
}

}  // namespace
}  // namespace gloss
