#include "apps/translate/cli/man_page.h"

#include "tests/support/catch.h"

using namespace gloss::translate;

TEST_CASE("man page: what roff would take as its own is escaped", "[apps]") {
  CHECK(roff("a-b \\n") == "a\\-b \\en");
  CHECK(roff(".B x") == "\\&.B x");
  CHECK(roff("'tis") == "\\&'tis");
}

TEST_CASE("man page: a section holds every argument, option, default and example", "[apps]") {
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
