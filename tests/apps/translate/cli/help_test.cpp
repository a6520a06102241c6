#include "apps/translate/cli/help.h"

#include <algorithm>
#include <cstdint>
#include <sstream>
#include <string>
#include <vector>

#include "apps/translate/cli/options.h"
#include "tests/support/catch.h"

using namespace gloss::translate;

namespace {

struct DemoCommand {
  int64_t beam = 4, words = 0;
  double alpha = 0.6;
  std::string reference, type = "rnn", output, log;
  std::vector<std::string> metrics = {"bleu", "chrf"};
  bool lowercase = false;
  CommonSettings common;
  OptionTable table{"gloss demo",
                    "Shows one option of every kind, so that help has something to say "
                    "about each of them and must break this line."};

  DemoCommand() {
    table.positional("REF", reference, "the reference");
    add_common_options(table, common);
    table.group("Search");
    table.add("beam-size,b", beam, "N", "hypotheses kept");
    table.add("normalize,n", alpha, "ALPHA", "exponent of the length");
    table.add("words", words, "tokens per batch").default_text("from the data");
    table.group("Output");
    table.add("output,o", output, "FILE", "where it goes").required();
    table.add("log", log, "FILE", "log file");
    table.add("type", type, "architecture").one_of({"rnn", "transformer"});
    table.add("metrics,m", metrics, "what to measure").one_of({"bleu", "chrf", "ter"});
    table.flag("lowercase,lc", lowercase, "ignore case");
    table.add("a-name-that-leaves-no-room-beside-it", type, "words below");
    table.example("gloss demo ref.txt -o out", "the shortest call");
  }
};

std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);)
    lines.push_back(line);
  return lines;
}

}  // namespace

TEST_CASE("help: the usage line has the arguments and the required options", "[apps]") {
  DemoCommand c;
  CHECK(usage_line(c.table) == "usage: gloss demo REF --output FILE [options]");
}

TEST_CASE("help: every option is listed with its value and default", "[apps]") {
  DemoCommand c;
  const std::string help = help_text(c.table, 100);
  for (const char* part : {"  REF ",
                           "the reference",
                           "-b, --beam-size N ",
                           "hypotheses kept (default: 4)",
                           "-n, --normalize ALPHA ",
                           "exponent of the length (default: 0.6)",
                           "    --words N ",
                           "tokens per batch (default: from the data)",
                           "-o, --output FILE ",
                           "where it goes (required)",
                           "log file (default: none)",
                           "--type rnn|transformer",
                           "architecture (default: rnn)",
                           "-m, --metrics bleu|chrf|ter...\n",
                           "what to measure (default: bleu chrf)",
                           "-lc, --lowercase ",
                           "ignore case\n",
                           "-h, --help",
                           "--threads N",
                           "(default: one for each processor, or OMP_NUM_THREADS)",
                           "--seed N",
                           "(default: 1)",
                           "--quiet",
                           "--config FILE",
                           "--dump-config",
                           "Examples\n  gloss demo ref.txt -o out\n",
                           "      the shortest call\n"}) {
    CHECK_THAT(help, ContainsSubstring(part));
  }
}

TEST_CASE("help: the default is the variable's value when it was bound", "[apps]") {
  DemoCommand c;
  c.beam = 9;
  CHECK_THAT(help_text(c.table, 80), ContainsSubstring("(default: 4)"));
}

TEST_CASE("help: groups are in order of creation, General last", "[apps]") {
  DemoCommand c;
  const std::string help = help_text(c.table, 80);
  CHECK(help.find("\nArguments\n") < help.find("\nSearch\n"));
  CHECK(help.find("\nSearch\n") < help.find("\nOutput\n"));
  CHECK(help.find("\nOutput\n") < help.find("\nGeneral\n"));
  CHECK(help.find("\nGeneral\n") < help.find("\nExamples\n"));
}

TEST_CASE("help: lines are at most as wide as the terminal, within 60 to 100 columns", "[apps]") {
  DemoCommand c;
  const auto widest_line = [&c](int width) {
    size_t widest = 0;
    for (const std::string& line : lines_of(help_text(c.table, width))) {
      widest = std::max(widest, line.size());
    }
    return widest;
  };
  CHECK(widest_line(80) <= 80);
  CHECK(widest_line(80) > 70);
  CHECK(help_text(c.table, 300) == help_text(c.table, 100));
  CHECK(help_text(c.table, 1) == help_text(c.table, 60));
}

TEST_CASE("help: a default that is wider than its column is broken into lines", "[apps]") {
  int64_t words = 0;
  OptionTable table("gloss demo", "Shows one option.");
  table.add("a-name-of-usual-length", words, "N", "words")
      .default_text("a long text that tells how the default is computed from the data");
  for (const std::string& line : lines_of(help_text(table, 60)))
    CHECK(line.size() <= 60);
}

TEST_CASE("help: descriptions begin in the same column", "[apps]") {
  DemoCommand c;
  const std::vector<std::string> lines = lines_of(help_text(c.table, 90));
  const auto column = [&lines](const std::string& text) {
    for (const std::string& line : lines) {
      if (line.find(text) != std::string::npos) return line.find(text);
    }
    return std::string::npos;
  };
  CHECK(column("hypotheses kept") == column("ignore case"));
  CHECK(column("hypotheses kept") == column("print this text"));
  CHECK(column("hypotheses kept") == column("words below"));  // on a line of its own
}

TEST_CASE("man page: characters with a meaning in roff are escaped", "[apps]") {
  CHECK(roff("a-b \\n") == "a\\-b \\en");
  CHECK(roff(".B x") == "\\&.B x");
  CHECK(roff("'tis") == "\\&'tis");
}

TEST_CASE("man page: a section lists every argument, option, default and example", "[apps]") {
  int64_t beam = 4;
  std::string reference, type = "rnn";
  bool fast = false;
  OptionTable table("gloss demo", "Shows something.");
  table.positional("REF", reference, "the reference");
  table.add("beam-size,b", beam, "N", "hypotheses kept");
  table.add("type", type, "architecture").one_of({"rnn", "transformer"});
  table.group("Speed");
  table.flag("fast", fast, "hurry");
  table.example("gloss demo ref", "the shortest call");
  const std::string page = man_section(table);
  for (const char* part :
       {".SH gloss demo\n.B gloss demo REF [options]\n.PP\nShows something.\n",
        ".TP\n\\fBREF\\fR\nthe reference\n",
        ".TP\n\\fB\\-b\\fR, \\fB\\-\\-beam\\-size\\fR \\fIN\\fR\nhypotheses kept (default: 4)\n",
        "\\fIrnn|transformer\\fR\narchitecture (default: rnn)\n",
        ".SS Speed\n.TP\n\\fB\\-\\-fast\\fR\nhurry\n",
        ".TP\n\\fBgloss demo ref\\fR\nthe shortest call\n"})
    CHECK_THAT(page, ContainsSubstring(part));
}
