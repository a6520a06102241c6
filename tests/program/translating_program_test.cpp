#include <algorithm>
#include <numeric>
#include <sstream>

#include "core/io/safetensors.h"
#include "tests/program/program.h"
#include "tests/support/catch.h"
#include "tests/support/paths.h"

namespace gloss {
namespace {

// The fields of a line between " ||| ".
std::vector<std::string> fields(std::string line) {
  std::vector<std::string> found;
  const std::string bar = " ||| ";
  for (size_t at; (at = line.find(bar)) != std::string::npos; line.erase(0, at + bar.size()))
    found.push_back(line.substr(0, at));
  found.push_back(line);
  return found;
}

size_t words(const std::string& text) {
  std::istringstream in(text);
  size_t count = 0;
  for (std::string word; in >> word;)
    ++count;
  return count;
}

TEST_CASE("program: translate writes one line per line and keeps empty lines", "[program]") {
  const Program program;
  REQUIRE(program.train("-t en fr -m m --quiet").status == 0);
  const std::string input = "she sees\n\nhe has the dog\n   \nhe";  // without a final newline
  const Outcome outcome = program.run("translate -m m", input);
  CHECK(outcome.status == 0);
  CHECK(outcome.err.empty());
  const auto lines = lines_of(outcome.out);
  REQUIRE(lines.size() == 5);
  CHECK(lines[1].empty());
  CHECK(lines[3].empty());
  CHECK(program.run("translate -m m", "").out.empty());
  CHECK(program.run("translate -m m", "\xef\xbb\xbfshe sees\r\n\r\nhe has the dog\r\n   \r\nhe\r\n")
            .out == outcome.out);
  for (const char* options : {"--mini-batch 1", "--mini-batch 2 --threads 2", "--threads 1"})
    CHECK(program.run(std::string("translate -m m ") + options, input).out == outcome.out);
  program.folder.write("in", input);
  CHECK(program.run("translate -m m -i in -o out").out.empty());
  CHECK(program.folder.read("out") == outcome.out);
}

TEST_CASE("program: translate --shortlist needs a model that was trained with one", "[program]") {
  const Program program;
  REQUIRE(program.train("-t en fr -m plain --quiet").status == 0);
  REQUIRE(program.train("-t en fr -m listed --shortlist 3 --quiet").status == 0);
  const std::string input = "she sees\nhe has the dog\n";
  CHECK(program.run("translate -m listed", input).out ==
        program.run("translate -m plain", input).out);
  CHECK(lines_of(program.run("translate -m listed --shortlist", input).out).size() == 2);
  const Outcome outcome = program.run("translate -m plain --shortlist", input);
  CHECK(outcome.status == 1);
  CHECK(outcome.err ==
        "gloss: --shortlist: 'plain' has none (train it with gloss train --shortlist 20)\n");
}

TEST_CASE("program: lines of several sentences and lines that are too long are translated in parts",
          "[program]") {
  const Program program;
  REQUIRE(program.train("-t en fr -m m --quiet --max-length 7").status == 0);
  const Outcome apart = program.run("translate -m m", "He sees.\nShe has the cat.\n");
  const auto sentences = lines_of(apart.out);
  REQUIRE(sentences.size() == 2);
  const std::string input = "He sees.  She has the cat.\n",
                    expected = sentences[0] + "  " + sentences[1] + "\n";
  const Outcome split = program.run("translate -m m --split-sentences --max-length 100", input);
  CHECK(split.out == expected);
  CHECK(split.err.empty());
  const Outcome too_long = program.run("translate -m m", input);
  CHECK(too_long.out == expected);
  CHECK(too_long.err ==
        "lines with too many tokens for the model, translated in parts: 1 (--max-length)\n");
  CHECK(program.run("translate -m m --quiet", input).err.empty());
  CHECK(program.run("translate -m m --max-length 8", input).err.empty());
}

TEST_CASE("program: translate names the line and byte that is not UTF-8", "[program]") {
  const Program program;
  REQUIRE(program.train("-t en fr -m m --quiet").status == 0);
  const Outcome outcome = program.run("translate -m m", "she\nh\xff\n");
  CHECK(outcome.status == 1);
  CHECK(lines_in(outcome.err) == 1);
  CHECK_THAT(outcome.err, ContainsSubstring("line 2") && ContainsSubstring("byte 2"));
}

TEST_CASE("program: --n-best lists the best first", "[program]") {
  const Program program;
  REQUIRE(program.train("-t en fr -m m --quiet").status == 0);
  const std::string input = "she sees the dog\n\nhe has\n";
  const auto lines = lines_of(program.run("translate -m m --n-best 3", input).out);
  REQUIRE(lines.size() == 6);  // the empty line has no hypotheses
  for (size_t i = 0; i < lines.size(); ++i) {
    const auto parts = fields(lines[i]);
    CAPTURE(lines[i]);
    REQUIRE(parts.size() == 3);
    CHECK(parts[0] == (i < 3 ? "0" : "2"));
    CHECK(std::stod(parts[2]) <= 0);
    if (i % 3 > 0) CHECK(std::stod(parts[2]) <= std::stod(fields(lines[i - 1])[2]));
  }
  const auto best = lines_of(program.run("translate -m m", input).out);
  CHECK(fields(lines[0])[1] == best[0]);
  CHECK(fields(lines[3])[1] == best[2]);
}

TEST_CASE("program: --alignment appends positions, weights or a heatmap", "[program]") {
  const Program program;
  REQUIRE(program.train("-t en fr -m m --quiet").status == 0);
  const std::string text = lines_of(program.run("translate -m m", "he has the dog\n").out).at(0);
  const auto hard = fields(
      lines_of(program.run("translate -m m --alignment hard", "he has the dog\n").out).at(0));
  REQUIRE(hard.size() == 2);
  CHECK(hard[0] == text);
  std::istringstream pairs(hard[1]);
  for (size_t source, target; pairs >> source;) {
    REQUIRE(pairs.get() == '-');
    REQUIRE(pairs >> target);
    CHECK(source < 4);
    CHECK(target < words(text));
  }
  CHECK(pairs.eof());

  const auto soft = fields(
      lines_of(program.run("translate -m m --alignment soft", "he has the dog\n").out).at(0));
  REQUIRE(soft.size() == 2);
  // A row more for the end mark, unless the limit of length came first.
  CHECK((words(soft[1]) == words(text) + 1 || words(soft[1]) == words(text)));
  std::istringstream rows(soft[1]);
  for (std::string row; rows >> row;) {
    CHECK(std::count(row.begin(), row.end(), ',') == 4);
    std::replace(row.begin(), row.end(), ',', ' ');
    std::istringstream weights(row);
    double sum = 0;
    for (double weight; weights >> weight;)
      sum += weight;
    CHECK(sum == Approx(1).margin(0.001));
  }

  const Outcome drawn = program.run("translate -m m --alignment heatmap", "he has the dog\n");
  CHECK(lines_of(drawn.out).at(0) == text);
  CHECK(lines_of(drawn.out).size() > words(text));
  CHECK(drawn.out.find('\x1b') == std::string::npos);  // no colours outside a terminal
}

TEST_CASE("program: --alignment of a model without attention is an error", "[program]") {
  const Program program;
  REQUIRE(program.train("-t en fr -m m --quiet --attention none").status == 0);
  const Outcome outcome = program.run("translate -m m --alignment hard", "he\n");
  CHECK(outcome.status == 1);
  CHECK_THAT(outcome.err, ContainsSubstring("no attention"));
  CHECK(program.run("translate -m m", "he\n").status == 0);
}

TEST_CASE("program: evaluate prints sacrebleu's figures", "[program]") {
  const Program program;
  const std::string stem = source_dir() + "/tests/apps/translate/evaluation/sacrebleu/tricky";
  const std::string files = "'" + stem + ".ref' -i '" + stem + ".hyp' ";
  const Json figures = Json::parse(program.run("evaluate " + files + "-w 4").out);
  // As scores.jsonl next to the files says: 56.542513, and 57.352104 in lower case.
  CHECK(figures.at("score").as_double() == 56.5425);
  CHECK(figures.at("name").as_string() == "BLEU");
  CHECK(program.run("evaluate " + files + "-b -w 4").out == "56.5425\n");
  CHECK(program.run("evaluate " + files + "-b -w 2 -lc").out == "57.35\n");
  CHECK(lines_in(program.run("evaluate " + files + "-b -sl").out) == 13);
  std::string piped;
  for (const std::string& line : translate::read_lines(stem + ".hyp"))
    piped += line + '\n';
  CHECK(program.run("evaluate '" + stem + ".ref' -b", piped).out == "56.5\n");
}

TEST_CASE("program: evaluate accepts several references and several systems", "[program]") {
  const Program program;
  program.folder.write("hyp", "one two three four\nfive six seven eight\n");
  program.folder.write("worse", "one\nfive six seven eight\n");
  program.folder.write("a", "one two three four\nx\n");
  program.folder.write("b", "x\nfive six seven eight\n");
  CHECK(program.run("evaluate a b -i hyp -m chrf -b").out == "100.0\n");
  CHECK(program.run("evaluate -i hyp a b -m ter -b").out == "0.0\n");  // the references behind it
  const Json systems = Json::parse(program.run("evaluate a b --paired-bs -i hyp worse").out);
  REQUIRE(systems.items().size() == 2);
  CHECK(systems.items()[0].at("system").as_string() == "Baseline: hyp");
  CHECK(systems.items()[1].at("BLEU").at("p_value").is_number());
  CHECK_THAT(program.run("evaluate a -i hyp -ci -f text").out, ContainsSubstring("(μ = "));
}

TEST_CASE("program: options of evaluate that exclude each other are named", "[program]") {
  const Program program;
  for (const auto& [options, named] : {std::pair{"-sl -m bleu ter", "--sentence-level"},
                                       {"-sl -ci", "--sentence-level"},
                                       {"-i fr en -ci", "--confidence"},
                                       {"-i fr en -b", "--score-only"},
                                       {"--paired-bs -i fr", "--paired-bs"},
                                       {"--chrf-word-order -1", "--chrf-word-order"}}) {
    const Outcome outcome = program.run(std::string("evaluate fr ") + options, "one\n");
    CHECK(outcome.status == 2);
    CHECK(lines_in(outcome.err) == 1);
    CHECK_THAT(outcome.err, ContainsSubstring(named));
  }
}

TEST_CASE("program: evaluate refuses files with different numbers of lines", "[program]") {
  const Program program;
  program.folder.write("hyp", "one\ntwo\n");
  const Outcome outcome = program.run("evaluate fr -i hyp");
  CHECK(outcome.status == 1);
  CHECK(lines_in(outcome.err) == 1);
  CHECK_THAT(outcome.err, ContainsSubstring("40") && ContainsSubstring("2"));
}

TEST_CASE("program: an overfitted model translates its training data, and inspect shows it",
          "[program]") {
  const Program program;
  const Outcome trained = program.run(
      "train -t en fr --valid-sets en fr -m m --subwords 0 --dim-emb 16 --dim-rnn 32 "
      "--vocab-min-freq 1 "
      "--dropout 0 --label-smoothing 0 --learn-rate 0.01 --lr-warmup 0 --lr-schedule constant "
      "--mini-batch-words 60 --after-epochs 30 --threads 1");
  CAPTURE(trained.err);
  REQUIRE(trained.status == 0);
  CHECK_THAT(trained.out, ContainsSubstring("BLEU"));
  const std::string found = program.run("translate -m m", program.folder.read("en")).out;
  CHECK(found == program.folder.read("fr"));
  CHECK(program.run("evaluate fr -b", found).out == "100.0\n");
  const std::string shown = program.run("inspect m").out;
  for (const char* part : {"gloss 1", "dim-rnn", "32", "source", "validations", " 100.0 "})
    CHECK_THAT(shown, ContainsSubstring(part));
  for (const auto& [name, x] : read_safetensors(program.folder.file("m")).tensors) {
    std::ostringstream sum;
    sum << ' ' << std::accumulate(x.values().begin(), x.values().end(), 0.0) << ' ';
    const size_t row = shown.find('\n' + name + ' ');
    REQUIRE(row != std::string::npos);
    CHECK_THAT(shown.substr(row + 1, shown.find('\n', row + 1) - row),
               ContainsSubstring(sum.str()));
  }
  CHECK_THAT(shown, ContainsSubstring("bytes               " +
                                      std::to_string(program.folder.read("m").size()) + '\n'));
}

}  // namespace
}  // namespace gloss
