#include "tests/support/readme.h"

#include <iostream>
#include <sstream>

#include "apps/translate/cli/program.h"
#include "tests/support/catch.h"

using namespace gloss;
using namespace gloss::translate;

namespace {

// README begins
int double_command(const std::vector<std::string>& arguments) {
  int64_t times = 2;
  CommonSettings common;
  OptionTable options("tool double", "Doubles a number.");
  options.add("times,t", times, "N", "how often to double", {.at_least = 1});
  add_common_options(options, common);
  if (!start(options, common, arguments)) return 0;  // --help or --dump-config
  std::cout << (int64_t{1} << times) << '\n';
  return 0;
}
// README ends

struct Result {
  int status;
  std::string out, err;
};

Result run_tool(const std::vector<std::string>& arguments) {
  const translate::Program tool{.name = "tool",
                                .summary = "Has one command.",
                                .version = "1",
                                .less_memory = "there is no less",
                                .commands = {{"double", "double a number", double_command}}};
  std::ostringstream out, err;
  std::streambuf *const cout = std::cout.rdbuf(out.rdbuf()), *const cerr =
                                                                 std::cerr.rdbuf(err.rdbuf());
  const int status = run_program(tool, arguments);
  std::cout.rdbuf(cout);
  std::cerr.rdbuf(cerr);
  return {status, out.str(), err.str()};
}

}  // namespace

TEST_CASE("cli/README.md: the example command runs, and its errors have the right exit codes",
          "[apps]") {
  CHECK(run_tool({"double", "-t", "5"}).out == "32\n");
  CHECK_THAT(run_tool({"double", "--help"}).out, ContainsSubstring("--times N"));
  CHECK_THAT(run_tool({"double", "--dump-config"}).out, ContainsSubstring("times = 2\n"));
  CHECK(run_tool({"double", "--times", "0"}).err == "tool: --times: must be at least 1, not 0\n");
  CHECK(run_tool({"double", "--times", "0"}).status == 2);
  CHECK(run_tool({"double", "--config", "/none"}).status == 1);
}

TEST_CASE("program: --help lists the commands, and a mistyped command or option is named",
          "[apps]") {
  CHECK_THAT(run_tool({"--help"}).out, ContainsSubstring("  double  double a number\n"));
  CHECK(run_tool({"--version"}).out == "tool 1\n");
  CHECK(run_tool({}).err == "tool: a command is missing (tool --help lists them)\n");
  CHECK(run_tool({"duoble"}).err == "tool: unknown command 'duoble' (did you mean 'double'?)\n");
  CHECK(run_tool({"--hlep"}).err == "tool: unknown command '--hlep' (did you mean '--help'?)\n");
  CHECK(run_tool({"xyzzy"}).status == 2);
}

TEST_CASE("cli/README.md: the example is the one compiled here", "[apps]") {
  CHECK(readme_shows_examples("apps/translate/cli/README.md",
                              "tests/apps/translate/cli/readme_test.cpp"));
}
