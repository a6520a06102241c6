#include "core/io/json.h"
#include "tests/program/program.h"
#include "tests/support/catch.h"

namespace gloss {
namespace {

TEST_CASE("program: two files, a TSV file and standard input train the same model", "[program]") {
  const Program program;
  const TemporaryFolder& folder = program.folder;
  REQUIRE(program.train("-t en fr -m files").status == 0);
  REQUIRE(program.train("--tsv tsv -m columns").status == 0);
  REQUIRE(program.train("--tsv - -m piped", folder.read("tsv")).status == 0);
  CHECK(folder.read("files") == folder.read("columns"));
  CHECK(folder.read("files") == folder.read("piped"));
}

TEST_CASE("program: CRLF, a byte-order mark and no final newline change nothing", "[program]") {
  const Program program;
  std::string crlf = "\xef\xbb\xbf";
  for (const char c : program.folder.read("en"))
    crlf += c == '\n' ? std::string("\r\n") : std::string(1, c);
  crlf.resize(crlf.size() - 2);
  program.folder.write("crlf", crlf);
  REQUIRE(program.train("-t en fr -m plain").status == 0);
  REQUIRE(program.train("-t crlf fr -m dos").status == 0);
  CHECK(program.folder.read("plain") == program.folder.read("dos"));
}

TEST_CASE("program: one thread and two threads write the same model file", "[program]") {
  const Program program;
  REQUIRE(program.train("-t en fr -m one --threads 1").status == 0);
  REQUIRE(program.train("-t en fr -m two --threads 2").status == 0);
  REQUIRE(program.train("-t en fr -m other --seed 2").status == 0);
  CHECK(program.folder.read("one") == program.folder.read("two"));
  CHECK(program.folder.read("one") != program.folder.read("other"));
}

TEST_CASE("program: regularised training is resumed, and its model is loaded without the options",
          "[program]") {
  const Program program;
  const std::string options = "-t en fr --consistency simcut --word-dropout 0.1 ";
  const Outcome trained = program.train(options + "-m m");
  CHECK(trained.status == 0);
  CHECK_THAT(trained.err, ContainsSubstring("--consistency-weight 3: that of the paper"));
  CHECK(program.train(options + "-m whole --after-batches 6").status == 0);
  CHECK(program.train(options + "-m m --resume --after-batches 6").status == 0);
  CHECK(program.folder.read("m") == program.folder.read("whole"));
  const Outcome other = program.train("-t en fr --word-dropout 0.1 -m m --resume");
  CHECK(other.status == 2);
  CHECK_THAT(other.err, ContainsSubstring("--consistency is none, the training began with simcut"));
  CHECK(program.run("translate -m m", "a cat\n").status == 0);
  CHECK(program.folder.read("m").find("consistency") == std::string::npos);
}

TEST_CASE("program: a training option without effect is told", "[program]") {
  const Program program;
  const Outcome outcome = program.train("-t en fr --cutoff 0.1 --consistency-weight 2");
  CHECK(outcome.status == 0);
  CHECK_THAT(outcome.err, ContainsSubstring("--cutoff has no effect without --consistency simcut"));
  CHECK_THAT(outcome.err,
             ContainsSubstring("--consistency-weight has no effect without --consistency"));
}

TEST_CASE("program: messages of a training go to standard error, and --quiet silences them",
          "[program]") {
  const Program program;
  const Outcome told = program.train("-t en fr -m told");
  CHECK(told.status == 0);
  CHECK_THAT(told.err, ContainsSubstring("after-batches"));
  CHECK_THAT(told.err, ContainsSubstring("'told'"));
  CHECK(told.err.find('\r') == std::string::npos);
  CHECK(told.err.find('\x1b') == std::string::npos);
  const Outcome quiet = program.train("-t en fr -m quiet --quiet");
  CHECK(quiet.status == 0);
  CHECK(quiet.err.empty());
  CHECK(quiet.out.empty());
}

TEST_CASE("program: train prints how many pairs it drops and why", "[program]") {
  const Program program;
  program.folder.write("tsv",
                       program.folder.read("tsv") + "one two three four five six\tun\n\tun\n");
  const Outcome outcome = program.train("--tsv tsv --max-length 5");
  CHECK(outcome.status == 0);
  CHECK_THAT(outcome.err, ContainsSubstring("dropped 1 pair with an empty side"));
  CHECK_THAT(outcome.err, ContainsSubstring("dropped 1 pair with more than 5 tokens"));
}

TEST_CASE("program: --max-length counts subwords, and says how many pairs it drops", "[program]") {
  const Program program;
  program.folder.write("tsv", program.folder.read("tsv") + std::string(8000, 'x') + "\tun\n");
  const Outcome outcome = program.run(
      "train --tsv tsv --dim-emb 8 --dim-rnn 8 --after-batches 2 --threads 1 --log log");
  CHECK(outcome.status == 0);
  CHECK_THAT(outcome.err, ContainsSubstring("dropped 1 pair with more than 100 tokens"));
  CHECK_THAT(program.folder.read("log"), ContainsSubstring("\"train_pairs\":40"));
}

TEST_CASE("program: twenty pairs are learnt until they come back", "[program]") {
  const Program program;
  std::string en, fr;
  for (const auto& pair : translate::tiny_corpus()) {
    if (lines_in(en) == 20) break;
    en += pair.source + '\n';
    fr += pair.target + '\n';
  }
  program.folder.write("en", en);
  program.folder.write("fr", fr);
  const Outcome outcome = program.run(
      "train -t en fr --dim-emb 32 --dim-rnn 32 --learn-rate 0.01 --early-stopping 2 --threads 1 "
      "-m m");
  CHECK(outcome.status == 0);
  CHECK_THAT(outcome.err, ContainsSubstring("too few to hold some out") &&
                              ContainsSubstring("(early-stopping)"));
  CHECK(outcome.err.find("not worth using") == std::string::npos);
  CHECK(program.run("translate -m m -i en").out == fr);
}

TEST_CASE("program: a training that ends untrained says so", "[program]") {
  const Program program;
  CHECK_THAT(program.train("-t en fr").err, ContainsSubstring("not worth using"));
}

TEST_CASE("program: what a training shows at its end fits a screen", "[program]") {
  const Program program;
  const Outcome small = program.train("-t en fr");
  CHECK_THAT(small.out, ContainsSubstring("Where it looked"));
  std::string words;
  for (int i = 0; i < 150; ++i)
    words += "word ";
  program.folder.write("long", words + '\n' + words + '\n');
  const Outcome outcome = program.train("-t long long --max-length 200 -m long-sentences");
  CHECK(outcome.status == 0);
  CHECK_THAT(outcome.out, ContainsSubstring("  reference  word word") && ContainsSubstring("…"));
  CHECK(outcome.out.find("Where it looked") == std::string::npos);
  std::istringstream lines(outcome.out);
  for (std::string line; std::getline(lines, line);)
    CHECK(line.size() < 450);
}

TEST_CASE("program: the log begins with the settings and ends with the reason", "[program]") {
  const Program program;
  REQUIRE(program.train("-t en fr --valid-sets en fr --log log --disp-freq 2 --precision bf16")
              .status == 0);
  std::vector<Json> records;
  for (const std::string& line : translate::read_lines(program.folder.file("log")))
    records.push_back(Json::parse(line));
  REQUIRE(records.size() >= 4);
  std::vector<std::string> keys;
  for (const auto& [key, value] : records.front().members())
    keys.push_back(key);
  CHECK(keys == std::vector<std::string>{"event", "settings", "parameters", "vocabulary",
                                         "train_pairs", "valid_pairs"});
  CHECK(records.front().at("settings").at("dim-rnn").as_string() == "8");
  CHECK(records.front().at("settings").at("precision").as_string() == "bf16");
  CHECK(records.front().at("train_pairs").as_int() == 40);
  CHECK(records.front().at("valid_pairs").as_int() == 40);
  CHECK(records.back().at("event").as_string() == "end");
  CHECK(records.back().at("reason").as_string() == "after-batches");
  CHECK(records.back().at("update").as_int() == 3);
}

TEST_CASE("program: SIGINT, SIGTERM and SIGHUP end a training with a model that translates",
          "[program]") {
  using Signals = std::vector<std::string>;
  for (const Signals& signals : {Signals{"INT"}, {"TERM"}, {"HUP"}, {"HUP", "HUP", "HUP"}}) {
    const Program program;
    const Outcome outcome = program.train_until(signals, "--max-seconds 30 -m m");
    CAPTURE(signals, outcome.err);
    CHECK(outcome.status == 1);
    CHECK_THAT(outcome.err, ContainsSubstring("interrupted"));
    CHECK_THAT(program.folder.read("log"), ContainsSubstring("\"reason\":\"interrupted\""));
    CHECK(lines_in(program.run("translate -m m", "she sees\nhe has\n").out) == 2);
  }
}

TEST_CASE("program: signals that were ignored before a training stay ignored", "[program]") {
  const Program program;
  const Outcome outcome =
      program.train_until({"HUP", "INT", "TERM"}, "--max-seconds 1 -m m", "trap '' HUP INT TERM;");
  CAPTURE(outcome.err);
  CHECK(outcome.status == 0);
  CHECK_THAT(program.folder.read("log"), ContainsSubstring("\"reason\":\"max-seconds\""));
}

TEST_CASE("program: a training goes on when nobody reads its progress", "[program]") {
  const Program program;
  program.train("-t en fr --log log -m m --disp-freq 1 2>&1 | true");
  CHECK_THAT(program.folder.read("log"), ContainsSubstring("\"reason\":\"after-batches\""));
  CHECK(program.run("inspect m").status == 0);
}

TEST_CASE("program: one pair with validation data of its own trains, and without is refused",
          "[program]") {
  const Program program;
  program.folder.write("one", "she sees\telle voit\n");
  CHECK(program.train("--tsv one --valid-sets en fr -m m").status == 0);
  CHECK(program.run("check-data --tsv one --valid-sets en fr --no-estimate").status == 0);
  CHECK_THAT(program.train("--tsv one -m n").err, ContainsSubstring("too few sentence pairs"));
  CHECK_THAT(program.train("-t en fr --max-length 1 -m n").err,
             ContainsSubstring("0 of 40 (0 have an empty side, 40 more than 1 words"));
  CHECK(program.run("check-data --tsv one --no-estimate").status == 1);
}

}  // namespace
}  // namespace gloss
