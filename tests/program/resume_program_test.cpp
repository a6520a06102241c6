#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>

#include "apps/translate/model/checkpoint.h"
#include "core/io/json.h"
#include "core/random.h"
#include "tests/program/program.h"
#include "tests/support/catch.h"

namespace gloss {
namespace {

// How often each training is killed: a few times, or as often as GLOSS_KILLS says.
int64_t kills_wanted() {
  const char* const text = std::getenv("GLOSS_KILLS");
  return text == nullptr ? 4 : std::atoll(text);
}

// A training that ends by early stopping, with all that is carried from one update to the next.
std::string everything(const std::string& type) {
  return "train -t en fr --type " + type +
         " --dim-emb 32 --dim-rnn 32 --transformer-dim-ffn 64 --enc-depth 1 --dec-depth 1 "
         "--vocab-min-freq 1 --mini-batch-words 40 --dropout 0.1 --exponential-smoothing 0.1 "
         "--optimizer-delay 2 --early-stopping 3 --valid-freq 10 --valid-metrics loss bleu "
         "--learn-rate 0.01 --lr-schedule plateau --lr-warmup 0 --after-batches 2000 "
         "--save-freq 7 --log log";
}

// Kills the training at instants spread over the time that it takes as a whole, resumes it until
// it ends, begins again, and so on until it was killed that often.
void check_kills(const std::string& type) {
  const Program program;
  const auto began = std::chrono::steady_clock::now();
  const Outcome whole = program.run(everything(type) + " --threads 1 -m whole");
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  REQUIRE_THAT(whole.err, ContainsSubstring("(early-stopping)"));
  Rng rng{.seed = 1, .stream = type.size()};
  const std::string model = program.folder.file("killed");
  for (int64_t kills = 0, ends = 0; kills < kills_wanted() || ends == 0;) {
    const bool last = kills >= kills_wanted();
    const Outcome outcome = program.run(
        everything(type) + " -m killed --resume --threads " + std::to_string(1 + rng.below(2)) +
        (last ? ""
              : " & pid=$!; sleep " + fixed(rng.uniform() * seconds, 3) +
                    "; kill -KILL $pid; wait $pid"));
    CAPTURE(type, kills, ends, outcome.err);
    if (std::filesystem::exists(model)) CHECK_NOTHROW(translate::load_checkpoint(model));
    if (outcome.status == 0) {
      CHECK(program.folder.read("killed") == program.folder.read("whole"));
      ++ends;
      std::filesystem::remove(model);
      std::filesystem::remove(model + ".training");
    } else {
      REQUIRE(outcome.status == 128 + SIGKILL);
      ++kills;
    }
  }
}

TEST_CASE("program: a recurrent training killed again and again ends with the same bytes",
          "[program]") {
  check_kills("rnn");
}

TEST_CASE("program: a Transformer's training killed again and again ends with the same bytes",
          "[program]") {
  check_kills("transformer");
}

TEST_CASE("program: Ctrl-C prints the command that resumes the training", "[program]") {
  const Program program;
  const std::string arguments =
      "train -t en fr --dim-emb 8 --dim-rnn 8 --threads 1 --early-stopping 0 --max-seconds 60 "
      "--disp-freq 1 --log log -m 'the model'";
  const Outcome stopped =
      program.run(arguments +
                  " & pid=$!; until grep -qs progress log || ! kill -0 $pid; do sleep 0.05; done; "
                  "kill -TERM $pid; wait $pid");
  CAPTURE(stopped.err);
  CHECK(stopped.status == 1);
  const size_t at = stopped.err.find("gloss train --resume");
  REQUIRE(at != std::string::npos);
  const std::string command = stopped.err.substr(at, stopped.err.find('\n', at) - at);
  CHECK(command == "gloss train --resume" + arguments.substr(5));
  CHECK(program.run(command.substr(6) + " --max-seconds 0 --after-batches 1").status == 0);
  std::vector<Json> ends;
  for (const std::string& line : translate::read_lines(program.folder.file("log")))
    if (const Json record = Json::parse(line); record.at("event").as_string() == "end")
      ends.push_back(record);
  REQUIRE(ends.size() == 2);
  CHECK(ends[0].at("reason").as_string() == "interrupted");
  CHECK(ends[1].at("reason").as_string() == "after-batches");
  CHECK(ends[1].at("update").as_int() == ends[0].at("update").as_int());
}

TEST_CASE("program: a line of the log that was cut off is removed by --resume", "[program]") {
  const Program program;
  REQUIRE(program.train("-t en fr -m m --log log").status == 0);
  const std::string log = program.folder.read("log");
  program.folder.write("log", log.substr(0, log.size() - 20));
  REQUIRE(program.train("-t en fr -m m --log log --resume --after-batches 4").status == 0);
  const std::string kept = log.substr(0, log.rfind('\n', log.size() - 2) + 1);
  CHECK(program.folder.read("log").starts_with(kept + "{\"event\":\"start\""));
  CHECK(program.run("report log").status == 0);
}

TEST_CASE("program: an existing model or state is neither replaced nor resumed unasked",
          "[program]") {
  const Program program;
  REQUIRE(program.train("-t en fr -m m").status == 0);
  CHECK(program.train("-t en fr -m m").err ==
        "gloss: 'm' exists (--resume goes on with it, --overwrite replaces it)\n");
  std::filesystem::remove(program.folder.file("m"));
  CHECK(program.train("-t en fr -m m").err ==
        "gloss: 'm.training' exists (--resume goes on with it, --overwrite replaces it)\n");
  const Outcome other = program.train("-t en fr -m m --resume --dropout 0.5");
  CHECK(other.status == 2);
  CHECK_THAT(other.err, ContainsSubstring("--dropout is 0.5, the training began with 0.3"));
  program.folder.write("fr2", program.folder.read("fr") + "un chat\n");
  program.folder.write("en2", program.folder.read("en") + "a cat\n");
  const Outcome data = program.train("-t en2 fr2 -m m --resume");
  CHECK(data.status == 1);
  CHECK_THAT(data.err, ContainsSubstring("was trained on other sentence pairs"));
  CHECK(program.train("-t en fr -m m --resume").status == 0);
  CHECK(program.train("-t en2 fr2 -m m --overwrite").status == 0);
  std::filesystem::remove(program.folder.file("m.training"));
  CHECK(program.train("-t en fr -m m --resume").err ==
        "gloss: 'm' exists, but not 'm.training', from which --resume would go on (--overwrite "
        "begins again)\n");
}

}  // namespace
}  // namespace gloss
