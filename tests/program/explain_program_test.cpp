#include "tests/apps/translate/report/markup.h"
#include "tests/program/program.h"
#include "tests/support/catch.h"

namespace gloss {
namespace {

TEST_CASE("program: explain writes a self-contained page of a translation and of a training step",
          "[program]") {
  const Program program;
  REQUIRE(program.train("-t en fr -m model").status == 0);
  for (const char* sentences : {"'she sees <b>&\"'", "'she sees the cat' 'elle voit le chat'"}) {
    CAPTURE(sentences);
    const Outcome outcome = program.run("explain -m model -o page.html " + std::string(sentences));
    CAPTURE(outcome.err);
    REQUIRE(outcome.status == 0);
    CHECK(outcome.out.empty());
    const std::string html = program.folder.read("page.html");
    CHECK(translate::markup_fault(html) == "");
    for (const char* outside : {"<script", "src=", "href=\"http", "url(", "@import"})
      CHECK(html.find(outside) == std::string::npos);
  }
}

TEST_CASE("program: explain shows the first tokens of a long sentence on less than 2 MB",
          "[program]") {
  const Program program;
  for (const char* type : {"rnn", "transformer"}) {
    REQUIRE(program.train("-t en fr --overwrite -m model --type " + std::string(type)).status == 0);
    std::string line;
    for (int i = 0; i < 300; ++i)
      line += "she sees ";
    const Outcome outcome = program.run("explain -m model '" + line + "' '" + line + "'");
    CAPTURE(type, outcome.err);
    REQUIRE(outcome.status == 0);
    const std::string html = program.folder.read("explain.html");
    CHECK_THAT(html, ContainsSubstring("The source has 600 tokens; this page shows the first 60."));
    CHECK(html.size() < 2'000'000);
  }
}

TEST_CASE("program: explain refuses what it cannot show", "[program]") {
  const Program program;
  REQUIRE(program.train("-t en fr -m model").status == 0);
  const auto fails = [&](const std::string& arguments, int status, const std::string& part) {
    const Outcome outcome = program.run("explain " + arguments);
    CAPTURE(arguments, outcome.err);
    CHECK(outcome.status == status);
    CHECK(lines_in(outcome.err) == 1);
    CHECK_THAT(outcome.err, ContainsSubstring(part));
    CHECK_FALSE(std::filesystem::exists(program.folder.file("explain.html")));
  };
  fails("-m model", 2, "one or two sentences are needed");
  fails("-m model a b c", 2, "not 3");
  fails("-m none 'she sees'", 1, "none");
  fails("-m model ' '", 1, "the source has no words");
  fails("-m model 'she sees' ''", 1, "the target has no words");
  fails("-m model $(printf 'a\\377')", 1, "not UTF-8");
  fails("-m model -o model 'she sees'", 2, "model");
}

TEST_CASE("program: explain --toy needs no model", "[program]") {
  const Program program;
  for (const char* arguments : {"--toy", "--toy '4 0' '0 4' --type rnn"}) {
    const Outcome outcome = program.run("explain -o toy.html " + std::string(arguments));
    CAPTURE(arguments, outcome.err);
    REQUIRE(outcome.status == 0);
    CHECK(translate::markup_fault(program.folder.read("toy.html")) == "");
  }
}

}  // namespace
}  // namespace gloss
