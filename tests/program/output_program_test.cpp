#include <filesystem>

#include "tests/program/program.h"
#include "tests/support/catch.h"

namespace gloss {
namespace {

TEST_CASE("program: no command overwrites a file that it reads", "[program]") {
  const Program program;
  const TemporaryFolder& folder = program.folder;
  folder.write("codes", "#version: 0.2\ns t</w>\n");
  REQUIRE(program.train("-t en fr -m m --quiet").status == 0);
  std::filesystem::create_symlink(folder.file("en"), folder.file("link"));
  const std::string en = folder.read("en"), model = folder.read("m");
  for (const char* arguments :
       {"translate -m m -i en -o en", "translate -m m -i en -o link",
        "translate -m m -i link -o en", "translate -m m -i en -o m", "translate -m m -o en <en",
        "translate -m m -i en >>en", "bpe learn -i fr en -o en", "bpe apply -c codes -i en -o ./en",
        "report m -o m", "report m -i en -o en", "train -t en fr -m new --log en",
        "train -t en fr -m new --valid-sets en fr --log link", "train -t en fr -m en --overwrite",
        "train -t en fr -m m --log m --overwrite"}) {
    const Outcome outcome = program.run(arguments);
    CAPTURE(arguments, outcome.err);
    CHECK(outcome.status == 2);
    CHECK_THAT(outcome.err, ContainsSubstring("is the same file as"));
    CHECK(folder.read("en") == en);
    CHECK(folder.read("m") == model);
    CHECK(std::filesystem::is_symlink(folder.file("link")));
  }
}

TEST_CASE("program: a log is replaced only with --overwrite", "[program]") {
  const Program program;
  program.folder.write("log", "precious\n");
  const Outcome refused = program.train("-t en fr -m m --log log");
  CHECK(refused.status == 1);
  CHECK_THAT(refused.err, ContainsSubstring("'log' exists (--resume appends to it, --overwrite"));
  CHECK(program.folder.read("log") == "precious\n");
  CHECK_FALSE(std::filesystem::exists(program.folder.file("m")));
  CHECK(program.train("-t en fr -m m --log log --overwrite --quiet").status == 0);
  CHECK(program.folder.read("log").find("precious") == std::string::npos);
}

}  // namespace
}  // namespace gloss
