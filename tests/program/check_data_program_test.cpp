#include "core/io/json.h"
#include "tests/program/program.h"
#include "tests/support/catch.h"

namespace gloss {
namespace {

TEST_CASE("program: check-data lists findings and is status 0", "[program]") {
  const Program program;
  program.folder.write("src", "she sees\n\nshe sees\na &amp; b\n");
  program.folder.write("trg", "elle voit\nil\nelle voit\na et b\n");
  const std::string options = "check-data src trg --vocab-min-freq 1 --dim-emb 8 --dim-rnn 8";
  const Outcome text = program.run(options + " --valid-sets src trg");
  CHECK(text.status == 0);
  CHECK(text.err.empty());
  for (const char* part : {"4 pairs; ", "an empty side", "line 2:", "earlier line", "entities",
                           "validation", "estimate for --type rnn"})
    CHECK_THAT(text.out, ContainsSubstring(part));

  const Outcome json = program.run(options + " --json --no-estimate");
  CHECK(json.status == 0);
  const Json report = Json::parse(json.out);
  CHECK(report.at("usable").as_bool());
  CHECK(report.find("estimate") == nullptr);
}

TEST_CASE("program: check-data is status 1 for data that training refuses", "[program]") {
  const Program program;
  program.folder.write("short", "elle\n");
  program.folder.write("bytes", "she\nsees \xFF\n");
  program.folder.write("two", "elle\nvoit\n");
  program.folder.write("empty", "");
  const auto refused = [&](const std::string& arguments, const std::string& part) {
    const Outcome outcome = program.run("check-data " + arguments);
    CAPTURE(arguments, outcome.err);
    CHECK(outcome.status == 1);
    CHECK(lines_in(outcome.err) == 1);
    CHECK_THAT(outcome.err, ContainsSubstring(part));
    return outcome.out;
  };
  CHECK_THAT(refused("en short", "lines and 1"), ContainsSubstring("differ in length"));
  CHECK_THAT(refused("bytes two", "UTF-8"), ContainsSubstring("line 2: sees \uFFFD"));
  refused("short short", "too few");
  refused("two two --subwords 0 --vocab-min-freq 9", "--vocab-min-freq");
  refused("en fr --valid-sets en short", "validation data: source and target differ");
  CHECK(refused("en none", "none").empty());
  CHECK(refused("en empty", "empty").empty());
}

TEST_CASE("program: check-data findings about test data are not fatal", "[program]") {
  const Program program;
  program.folder.write("bytes", "she\nsees \xFF\n");
  program.folder.write("one", "elle\n");
  const Outcome outcome =
      program.run("check-data en fr --test-sets bytes one --no-estimate --vocab-min-freq 1");
  CHECK(outcome.status == 0);
  CHECK_THAT(outcome.out,
             ContainsSubstring("test data: 1 source line with bytes that are not UTF-8") &&
                 ContainsSubstring("test data: source and target differ in length"));
}

TEST_CASE("program: check-data needs either two files or --tsv", "[program]") {
  const Program program;
  CHECK(program.run("check-data").status == 2);
  CHECK(program.run("check-data en").status == 2);
  CHECK(program.run("check-data en fr --tsv tsv").status == 2);
  CHECK(program.run("check-data --tsv tsv --no-estimate --vocab-min-freq 1").status == 0);
  program.folder.write("gaps", "she\telle\nno tab\n\nhe\til\n\n");
  const Outcome gaps = program.run("check-data --tsv gaps --no-estimate");
  CHECK(gaps.status == 1);
  CHECK_THAT(gaps.err, ContainsSubstring("2 lines without a tab between source and target"));
  CHECK_THAT(gaps.out, ContainsSubstring("line 2") && ContainsSubstring("no tab"));
}

}  // namespace
}  // namespace gloss
