#include <algorithm>
#include <set>
#include <sstream>

#include "core/io/json.h"
#include "tests/program/program.h"
#include "tests/support/catch.h"
#include "tests/support/paths.h"

namespace gloss {
namespace {

Outcome run_bench(const std::string& arguments) {
  const TemporaryFolder folder;
  const std::string command = "cd '" + folder.file("") +
                              "' && exec </dev/null >stdout 2>stderr; '" + binary_dir() +
                              "/gloss-bench' " + arguments;
  const int status = std::system(command.c_str());
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, folder.read("stdout"),
          folder.read("stderr")};
}

// The lines of a run that must succeed and say nothing else.
std::vector<Json> results(const std::string& arguments) {
  const Outcome outcome = run_bench(arguments);
  CAPTURE(arguments, outcome.err);
  REQUIRE(outcome.status == 0);
  CHECK(outcome.err.empty());
  std::vector<Json> lines;
  std::istringstream in(outcome.out);
  for (std::string line; std::getline(in, line);)
    lines.push_back(Json::parse(line));
  return lines;
}

void check_positive(const Json& line, std::initializer_list<const char*> names) {
  for (const char* name : names) {
    CAPTURE(line.dump(), name);
    const Json* const value = line.find(name);
    REQUIRE(value != nullptr);
    CHECK(value->as_double() > 0);
  }
}

const std::string kTiny =
    " --dim-emb 4 --dim-rnn 6 --vocabulary 20 --length 3 --samples 1 --threads 1";

TEST_CASE("bench: matmul prints one line with sizes and rate", "[program]") {
  const auto lines =
      results("matmul 5 7 3 --transpose-a --batch 2 --samples 1 --sample-ms 0.1 --threads 2");
  REQUIRE(lines.size() == 1);
  CHECK(lines[0].at("bench").as_string() == "matmul");
  CHECK(lines[0].at("m").as_int() == 5);
  CHECK(lines[0].at("n").as_int() == 7);
  CHECK(lines[0].at("k").as_int() == 3);
  CHECK(lines[0].at("transpose_a").as_bool());
  CHECK_FALSE(lines[0].at("transpose_b").as_bool());
  CHECK(lines[0].at("batch").as_int() == 2);
  CHECK(lines[0].at("threads").as_int() == 2);
  check_positive(lines[0], {"gflops"});
}

TEST_CASE("bench: matmul --steps prints a line for each step, the plain product first",
          "[program]") {
  const auto lines = results("matmul 5 7 3 --steps --samples 1 --sample-ms 0.1");
  REQUIRE(lines.size() == 5);
  CHECK(lines.front().at("step").as_string() == "three loops");
  CHECK(lines.back().at("step").as_string() == "library");
  for (const Json& line : lines)
    check_positive(line, {"gflops"});
}

TEST_CASE("bench: train prints rate, operations and memory", "[program]") {
  const auto lines = results(
      "train --type rnn --cell lstm --batches 2 --mini-batch-words 40 --precision bf16" + kTiny);
  REQUIRE(lines.size() == 1);
  CHECK(lines[0].at("bench").as_string() == "train");
  CHECK(lines[0].at("type").as_string() == "rnn");
  CHECK(lines[0].at("batches").as_int() == 2);
  CHECK(lines[0].at("precision").as_string() == "bf16");
  CHECK(lines[0].at("settings").at("cell").as_string() == "lstm");
  check_positive(lines[0], {"threads", "tokens_per_second", "flops_per_token", "matmul_gflops",
                            "fraction_of_matmul_rate", "peak_bytes", "tensor_peak_bytes", "step_ms",
                            "gradients_ms", "update_ms", "parameters"});
  CHECK(lines[0].at("page_faults_per_step").as_double() >= 0);
  CHECK(lines[0].at("padding").as_double() < 1);
  CHECK(lines[0].at("tensor_peak_bytes").as_int() <= lines[0].at("peak_bytes").as_int());
}

TEST_CASE("bench: decode produces translations of maximum length for every beam size",
          "[program]") {
  const std::string command = "decode --sentences 5 --mini-batch 2" + kTiny;
  const auto greedy = results(command), beam = results(command + " --beam-size 3");
  REQUIRE(greedy.size() == 1);
  REQUIRE(beam.size() == 1);
  CHECK(greedy[0].at("bench").as_string() == "decode");
  CHECK(beam[0].at("beam_size").as_int() == 3);
  CHECK(greedy[0].at("tokens").as_int() >= 5 * (1 + 1 + 10));  // words, the end mark, 10 more
  CHECK(greedy[0].at("tokens").as_int() == beam[0].at("tokens").as_int());
  for (const Json& line : {greedy[0], beam[0]})
    check_positive(line, {"threads", "sentences_per_second", "tokens_per_second", "sentences"});
}

TEST_CASE("bench: ops prints one line per operation, compared with a copy and with libm",
          "[program]") {
  std::set<std::string> names, against_libm;
  for (const Json& line :
       results("ops --elements 70 --width 7 --samples 1 --sample-ms 0.01 --threads 1")) {
    CHECK(line.at("bench").as_string() == "ops");
    CHECK(line.at("elements").as_int() == 70);
    check_positive(line, {"nanoseconds_per_element", "gigabytes_per_second", "of_copy"});
    const std::string& name = line.at("op").as_string();
    CHECK(names.insert(name).second);
    if (line.find("against_libm") == nullptr) continue;
    check_positive(line, {"against_libm"});
    against_libm.insert(name);
  }
  CHECK(against_libm == std::set<std::string>{"exp", "tanh", "sigmoid", "gelu", "log"});
  for (const char* name : {"copy", "softmax", "layer_norm", "add", "dropout", "adam", "gather",
                           "transpose", "cross_entropy"}) {
    CAPTURE(name);
    CHECK(names.count(name) == 1);
  }
}

TEST_CASE("bench: corpus prints tabbed pairs that follow from the seed", "[program]") {
  const std::string text = run_bench("corpus --pairs 50 --length 10").out;
  std::istringstream lines(text);
  int64_t pairs = 0;
  for (std::string line; std::getline(lines, line); ++pairs) {
    CAPTURE(line);
    CHECK(std::ranges::count(line, '\t') == 1);
    const auto spaces = std::ranges::count(line, ' ');  // between 5 to 14 words on either side
    CHECK((spaces >= 8 && spaces <= 26));
  }
  CHECK(pairs == 50);
  CHECK(run_bench("corpus --pairs 50 --length 10").out == text);
  CHECK(run_bench("corpus --pairs 50 --length 10 --seed 2").out != text);
}

TEST_CASE("bench: help goes to standard output and shows every default", "[program]") {
  for (const char* arguments : {"--help", "matmul --help", "train --help", "decode --help",
                                "ops --help", "corpus --help"}) {
    const Outcome outcome = run_bench(arguments);
    CAPTURE(arguments);
    CHECK(outcome.status == 0);
    CHECK(outcome.err.empty());
    CHECK(outcome.out.starts_with("usage: gloss-bench "));
  }
  for (const char* command : {"matmul", "train", "decode", "ops", "corpus"})
    CHECK_THAT(run_bench("--help").out, ContainsSubstring(command));
  const std::string help = run_bench("train --help").out;
  for (const char* part : {"--cell", "--dim-rnn", "default: 256)", "--mini-batch-words"})
    CHECK_THAT(help, ContainsSubstring(part));
}

TEST_CASE("bench: a wrong command line is status 2 and one line that names the error",
          "[program]") {
  const std::vector<std::pair<const char*, const char*>> wrong = {
      {"", "--help"},
      {"trian", "did you mean 'train'?"},
      {"matmul 3 4", "M N K"},
      {"matmul --batch 3", "M N K"},
      {"matmul 2 3 4 --packed --batch 2", "single product"},
      {"matmul --steps", "M N K"},
      {"matmul 2 3 4 --steps --packed", "plain product"},
      {"matmul 0 4 4", "at least 1"},
      {"matmul 1 2 3 4", "too many arguments: '4'"},
      {"train --lenth 3", "--length"},
      {"train --vocabulary 4", "--vocabulary"},
      {"train --type abacus", "--type"},
      {"train --dim-rnn 7", "even"},
      {"decode --beam-size 0", "--beam-size"},
      {"ops --sample-ms 0", "--sample-ms"}};
  for (const auto& [arguments, part] : wrong) {
    const Outcome outcome = run_bench(arguments);
    CAPTURE(arguments, outcome.err);
    CHECK(outcome.status == 2);
    CHECK(outcome.out.empty());
    CHECK(outcome.err.starts_with("gloss-bench: "));
    CHECK(lines_in(outcome.err) == 1);
    CHECK_THAT(outcome.err, ContainsSubstring(part));
  }
}

}  // namespace
}  // namespace gloss
