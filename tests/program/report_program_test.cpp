#include "tests/apps/translate/report/markup.h"
#include "tests/program/program.h"
#include "tests/support/catch.h"

namespace gloss {
namespace {

TEST_CASE("program: report writes a model and its log as one self-contained page", "[program]") {
  const Program program;
  REQUIRE(program.train("-t en fr --log log --disp-freq 1 -m model").status == 0);
  program.folder.write("in", "she sees the <script>alert(1)</script> cat\n\nhe has the book\n");
  const Outcome outcome = program.run("report model log -i in --sentences 2 -o page.html");
  CAPTURE(outcome.err);
  REQUIRE(outcome.status == 0);
  CHECK(outcome.out.empty());
  const std::string html = program.folder.read("page.html");
  CHECK(translate::markup_fault(html) == "");
  for (const char* part : {"<b>Loss</b>", "<b>Speed</b>", "class=\"heat\"", "he has the book",
                           "&lt;script&gt;", "prefers-color-scheme:dark", "thread"})
    CHECK_THAT(html, ContainsSubstring(part));
  for (const char* outside : {"http:", "https:", "<script", "src="})
    CHECK(html.find(outside) == std::string::npos);
  CHECK(html.find("class=\"key ") == std::string::npos);  // a single run
  REQUIRE(program.run("report log log").status == 0);
  CHECK_THAT(program.folder.read("report.html"), ContainsSubstring("class=\"key "));
}

TEST_CASE("program: report --figures writes pictures", "[program]") {
  const Program program;
  REQUIRE(program.train("-t en fr -m model").status == 0);
  program.folder.write("speeds", "work\ttokens/s\tours\t20\ttheirs\t10\n");
  const Outcome outcome = program.run("report model --figures new/pictures --speeds speeds");
  CAPTURE(outcome.err);
  REQUIRE(outcome.status == 0);
  for (const char* name :
       {"loss", "attention", "architecture-rnn", "architecture-transformer", "speed"})
    CHECK(program.folder.read("new/pictures/" + std::string(name) + ".svg").starts_with("<svg"));
  CHECK(program.run("report model --speeds speeds").status == 2);
  CHECK_THAT(program.run("report model --figures en").err,
             ContainsSubstring("gloss: cannot make the folder 'en': "));
  program.folder.write("many.log",
                       "{\"event\":\"validation\",\"update\":1,\"loss\":2,\"bleu\":9}\n");
  REQUIRE(program.run("report many.log many.log --figures logs").status == 0);
  CHECK_THAT(program.folder.read("logs/bleu.svg"), ContainsSubstring(">many 9<"));
}

TEST_CASE("program: report reads a log from a pipe", "[program]") {
  const Program program;
  program.folder.write("log", "{\"event\":\"progress\",\"update\":1,\"loss\":2.5}\n");
  const std::string gloss = "'" + binary_dir() + "/gloss'";
  const Outcome outcome = program.run("--version; cat log | " + gloss + " report /dev/stdin");
  CAPTURE(outcome.err);
  REQUIRE(outcome.status == 0);
  CHECK_THAT(program.folder.read("report.html"), ContainsSubstring("<b>Loss</b>"));
}

TEST_CASE("program: report refuses files without records", "[program]") {
  const Program program;
  const auto fails = [&](const std::string& arguments, int status, const std::string& part) {
    const Outcome outcome = program.run("report " + arguments);
    CAPTURE(arguments, outcome.err);
    CHECK(outcome.status == status);
    CHECK(lines_in(outcome.err) == 1);
    CHECK_THAT(outcome.err, ContainsSubstring(part));
    CHECK_FALSE(std::filesystem::exists(program.folder.file("report.html")));
  };
  program.folder.write("empty", "");
  program.folder.write("started", "{\"event\":\"start\",\"settings\":{}}\n");
  program.folder.write("binary", std::string("\x02\0\0\0\0\0\0\0{}", 10));
  fails("", 2, "FILE");
  fails("none", 1, "none");
  fails(".", 1, "cannot read '.'");
  fails("en", 1, "'en' line 1 is no record of a training log");
  fails("binary", 1, "binary");
  fails("empty", 1, "nothing to draw");
  fails("started", 1, "nothing to draw");
  program.folder.write("log", "{\"event\":\"progress\",\"update\":1,\"loss\":2.5}\n");
  fails("log -i en", 1, "--input");
  fails("log -o none/page.html", 1, "none/page.html");
}

}  // namespace
}  // namespace gloss
