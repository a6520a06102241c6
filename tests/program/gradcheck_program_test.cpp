#include "core/io/json.h"
#include "tests/program/program.h"
#include "tests/support/catch.h"
#include "tests/support/paths.h"

namespace gloss {
namespace {

TEST_CASE("program: gradcheck finds the gradients of all operations, layers and models right",
          "[program]") {
  const Program program;
  const Outcome all = program.run("gradcheck");
  CHECK(all.status == 0);
  CHECK(all.err.empty());
  for (const char* part : {"operation  softmax ", "layer      MultiHeadAttention, self-attention ",
                           "model      transformer, positions rotary ", "e-1"})
    CHECK_THAT(all.out, ContainsSubstring(part));
  CHECK(all.out.find("WRONG") == std::string::npos);
  const std::string count = std::to_string(lines_in(all.out) - 2);
  CHECK(all.out.ends_with(count + " of " + count + " agree\n"));
  CHECK(lines_in(all.out) > 150);
}

TEST_CASE("program: gradcheck NAME runs the named checks, with equal results for any threads",
          "[program]") {
  const Program program;
  const Outcome chosen = program.run("gradcheck additive_scores --json --threads 2");
  CHECK(chosen.status == 0);
  CHECK(lines_in(chosen.out) == 3);
  const Json first = Json::parse(chosen.out.substr(0, chosen.out.find('\n')));
  CHECK(first.at("name").as_string() == "additive_scores");
  CHECK(first.at("ok").as_bool());
  CHECK(first.at("elements").as_int() == 119);
  CHECK(chosen.out == program.run("gradcheck additive_scores --json --threads 1").out);

  const Outcome none = program.run("gradcheck nosuch");
  CHECK(none.status == 1);
  CHECK(none.err == "gloss: gradcheck: no check has such a name\n");
}

TEST_CASE("program: gradcheck without gloss-gradcheck names the target to build", "[program]") {
  const Program program;
  std::filesystem::copy(binary_dir() + "/gloss", program.folder.file("gloss"));
  const int status =
      std::system(("cd '" + program.folder.file("") + "' && ./gloss gradcheck 2>err").c_str());
  CHECK(WEXITSTATUS(status) == 1);
  CHECK_THAT(program.folder.read("err"),
             ContainsSubstring("gloss-gradcheck") && ContainsSubstring("--target gloss-gradcheck"));
}

}  // namespace
}  // namespace gloss
