#include <array>
#include <cmath>
#include <poll.h>
#include <pty.h>
#include <unistd.h>

#include "tests/program/program.h"
#include "tests/support/catch.h"
#include "tests/support/paths.h"

namespace gloss {
namespace {

const std::string kTransformer =
    "--type transformer --transformer-heads 2 --transformer-dim-ffn 16 --enc-depth 1 "
    "--dec-depth 1 ";

// The program as a person uses it: at a terminal, or at both ends of pipes that stay open.
class Conversation {
 public:
  Conversation(const Program& program, const std::string& arguments, bool terminal) {
    std::array<int, 2> in{}, out{};
    if (terminal) {
      REQUIRE(openpty(&in[1], &in[0], nullptr, nullptr, nullptr) == 0);
      out = {in[1], dup(in[0])};
    } else {
      REQUIRE(pipe(in.data()) == 0);
      REQUIRE(pipe(out.data()) == 0);
    }
    child_ = fork();
    if (child_ == 0) {
      dup2(in[0], STDIN_FILENO);
      dup2(out[1], STDOUT_FILENO);
      if (terminal) dup2(in[0], STDERR_FILENO);
      for (const int end : {in[0], in[1], out[0], out[1]})
        close(end);
      const std::string command =
          "cd '" + program.folder.file("") + "' && exec '" + binary_dir() + "/gloss' " + arguments;
      execl("/bin/sh", "sh", "-c", command.c_str(), static_cast<char*>(nullptr));
      _exit(127);
    }
    close(in[0]);
    close(out[1]);
    to_ = in[1];
    from_ = out[0];
  }
  ~Conversation() {
    close(to_);
    if (from_ != to_) close(from_);
    waitpid(child_, nullptr, 0);
  }
  Conversation(const Conversation&) = delete;
  Conversation& operator=(const Conversation&) = delete;

  void say(const std::string& text) const {
    REQUIRE(write(to_, text.data(), text.size()) == static_cast<ssize_t>(text.size()));
  }

  // All that is said up to and with `end`, for which it waits up to a minute.
  std::string hear(const std::string& end) {
    std::string heard;
    pollfd waiting{from_, POLLIN, 0};
    for (char c;
         !heard.ends_with(end) && poll(&waiting, 1, 60'000) == 1 && read(from_, &c, 1) == 1;)
      heard += c;
    return heard;
  }

 private:
  pid_t child_ = -1;
  int to_ = -1, from_ = -1;
};

TEST_CASE("program: translate answers each line of a pipe while it stays open", "[program]") {
  const Program program;
  REQUIRE(program.train("-t en fr -m m --quiet").status == 0);
  const auto expected =
      lines_of(program.run("translate -m m", "she sees\nhe has the dog\n\nhe\n").out);
  Conversation talk(program, "translate -m m", false);
  talk.say("she sees\n");
  CHECK(talk.hear("\n") == expected[0] + '\n');
  talk.say("he has the dog\n\nh");
  CHECK(talk.hear("\n") == expected[1] + '\n');
  CHECK(talk.hear("\n") == "\n");
  talk.say("e\n");
  CHECK(talk.hear("\n") == expected[3] + '\n');
}

TEST_CASE("program: translate shows a prompt at a terminal, except with --quiet", "[program]") {
  const Program program;
  REQUIRE(program.train("-t en fr -m m --quiet").status == 0);
  const std::string expected = lines_of(program.run("translate -m m", "she sees\n").out)[0];
  Conversation talk(program, "translate -m m", true);
  CHECK(talk.hear("> ") == "> ");
  talk.say("she sees\n");
  CHECK(talk.hear("> ") == "she sees\r\n" + expected + "\r\n> ");  // with the terminal's echo
  talk.say("\x04");
  CHECK(talk.hear("\n") == "\r\n");
  Conversation quiet(program, "translate -m m --quiet", true);
  quiet.say("she sees\n");
  CHECK(quiet.hear(expected + "\r\n") == "she sees\r\n" + expected + "\r\n");
}

TEST_CASE("program: a line of 2,000 words does not change the lines around it", "[program]") {
  const Program program;
  std::string text = "she\n";
  for (int i = 0; i < 2000; ++i)
    text += i % 2 == 0 ? "black " : "cat ";
  text += "\nhe has the dog\n";
  for (const std::string& type : {std::string(), kTransformer}) {
    REQUIRE(program.train("-t en fr -m m --overwrite --quiet " + type).status == 0);
    const auto expected = lines_of(program.run("translate -m m -b 1", "she\nhe has the dog\n").out);
    const Outcome outcome = program.run("translate -m m -b 1 --max-length-factor 0.1", text);
    CHECK(outcome.status == 0);
    const auto lines = lines_of(outcome.out);
    REQUIRE(lines.size() == 3);
    CHECK(program.run("translate -m m -b 1 --max-length-factor 0.1", "she\nhe has the dog\n").out ==
          lines[0] + '\n' + lines[2] + '\n');
    CHECK_FALSE(lines[1].empty());
  }
}

TEST_CASE("program: samples depend on the seed, not on batch size and threads", "[program]") {
  const Program program;
  REQUIRE(program.train("-t en fr -m m --quiet").status == 0);
  const std::string text = program.folder.read("en");
  const std::string command = "translate -m m --sampling-topk 6 --n-best 2 ";
  const std::string found = program.run(command, text).out;
  CHECK(lines_in(found) == 80);
  CHECK(program.run(command + "--mini-batch 3 --threads 2", text).out == found);
  CHECK(program.run(command + "--beam-size 1", text).out == found);
  CHECK(program.run(command + "--seed 2", text).out != found);
  CHECK(program.run(command + "--sampling-temperature 0.5", text).out != found);
  CHECK(program.run("translate -m m --sampling-topk 1", text).out ==
        program.run("translate -m m -b 1 --no-repetition-guard", text).out);
  const Outcome wrong = program.run("translate -m m --sampling-topp 1.5", text);
  CHECK(wrong.status == 2);
  CHECK_THAT(wrong.err, ContainsSubstring("--sampling-topp"));
}

TEST_CASE("program: score equals the scores of translate --n-best, in each precision",
          "[program]") {
  const Program program;
  for (const auto& [type, choice] : {std::pair{std::string(), " --precision fp32"},
                                     {kTransformer, " --precision fp32"},
                                     {kTransformer, " --precision bf16"},
                                     {kTransformer, " --precision int8"}}) {
    const std::string precision = choice;  // clang 14 captures no structured binding
    REQUIRE(program.train("-t en fr -m m --overwrite --quiet " + type).status == 0);
    std::string sources, targets, scores;
    double total = 0;
    int64_t tokens = 0;
    const auto translate = [&](const std::string& form) {
      return lines_of(program
                          .run("translate -m m --n-best 4 --normalize 0" + form + precision,
                               "she sees the black cat\n\nhe has\n")
                          .out);
    };
    const auto records = translate(" --json"), lines = translate("");
    REQUIRE(lines.size() == records.size());
    for (size_t i = 0; i < lines.size(); ++i) {
      const Json h = Json::parse(records[i]);
      if (h.at("text").as_string().find("<unk>") != std::string::npos) continue;
      sources += h.at("source").as_string() + '\n';
      targets += h.at("text").as_string() + '\n';
      // JSON has more decimals: rounded from there once more, the last one printed could differ.
      scores += lines[i].substr(lines[i].rfind(' ') + 1) + '\n';
      total += h.at("score").as_double();
      tokens += static_cast<int64_t>(h.at("token_scores").items().size());
    }
    REQUIRE(tokens > 0);
    program.folder.write("src", sources);
    program.folder.write("trg", targets);
    const auto score = [&](const std::string& arguments, const std::string& input = "") {
      return program.run("score -m m " + arguments + precision, input);
    };
    CHECK(score("src trg").out == scores);
    CHECK(score("src trg --mini-batch 1 --threads 2").out == scores);
    CHECK(score("- trg", sources).out == scores);
    const double cross_entropy = -total / static_cast<double>(tokens);
    CHECK(std::stod(score("src trg --summary cross-entropy").out) ==
          Approx(cross_entropy).margin(1e-4));
    CHECK(std::stod(score("src trg --summary perplexity").out) ==
          Approx(std::exp(cross_entropy)).epsilon(1e-4));
  }
  const Outcome outcome = program.run("score -m m en src");
  CHECK(outcome.status == 1);
  CHECK_THAT(outcome.err, ContainsSubstring("40 in 'en'"));
  CHECK(program.run("score -m m en").status == 2);
}

TEST_CASE("program: options of translate that exclude each other are named", "[program]") {
  const Program program;
  REQUIRE(program.train("-t en fr -m m --quiet --attention none").status == 0);
  for (const auto& [options, status, message] :
       {std::tuple{"--replace-unknowns", 1, "no attention by which to replace"},
        std::tuple{"--json --alignment hard", 2, "--json: it holds the attention already"},
        std::tuple{"-b 2 --n-best 3", 2, "--n-best: the beam holds only 2"}}) {
    const Outcome outcome = program.run(std::string("translate -m m ") + options, "he\n");
    CHECK(outcome.status == status);
    CHECK(lines_in(outcome.err) == 1);
    CHECK_THAT(outcome.err, ContainsSubstring(message));
  }
  const Json h = Json::parse(program.run("translate -m m --json", "he\n").out);
  CHECK(h.at("attention").is_null());
}

}  // namespace
}  // namespace gloss
