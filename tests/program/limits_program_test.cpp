// The programs at the limits of the system: numbers of threads, and file names of any bytes.

#include <cstdlib>
#include <filesystem>

#include "core/io/json.h"
#include "tests/program/program.h"
#include "tests/support/catch.h"

namespace gloss {
namespace {

// Sets an environment variable for its lifetime.
class WithVariable {
 public:
  WithVariable(const char* name, const char* value) : name_(name) { setenv(name, value, 1); }
  ~WithVariable() { unsetenv(name_); }
  WithVariable(const WithVariable&) = delete;
  WithVariable& operator=(const WithVariable&) = delete;

 private:
  const char* name_;
};

TEST_CASE("program: a number of threads above 1024 is refused in one line", "[program]") {
  const Program program;
  for (const std::string count : {"1025", "3000000000", "4294967297", "9223372036854775807"}) {
    const Outcome outcome = program.train("-t en fr --threads " + count);
    CHECK(outcome.status == 2);
    CHECK(lines_in(outcome.err) == 1);
    CHECK_THAT(outcome.err, ContainsSubstring("--threads") && ContainsSubstring("at most 1024"));
  }
}

TEST_CASE("program: limits of OpenMP on threads give fewer threads and the same model",
          "[program]") {
  const Program program;
  const std::string training =
      "train -t en fr --subwords 0 --dim-emb 64 --dim-rnn 64 --after-batches 2 ";
  REQUIRE(program.run(training + "-m expected --threads 2").status == 0);
  const WithVariable limit("OMP_THREAD_LIMIT", "1");
  REQUIRE(program.run(training + "-m limited").status == 0);
  CHECK(program.folder.read("limited") == program.folder.read("expected"));
  const WithVariable number("OMP_NUM_THREADS", "100000");
  REQUIRE(program.run(training + "-m numerous").status == 0);
  CHECK(program.folder.read("numerous") == program.folder.read("expected"));
}

TEST_CASE("program: a log is JSON also when file names are not UTF-8", "[program]") {
  const Program program;
  std::filesystem::rename(program.folder.file("en"), program.folder.file("en\xE9"));
  REQUIRE(program.train("-t en\xE9 fr -m model\xFF --log log").status == 0);
  std::istringstream log(program.folder.read("log"));
  int64_t lines = 0;
  for (std::string line; std::getline(log, line); ++lines)
    CHECK_NOTHROW(Json::parse(line));
  CHECK(lines >= 3);
}

}  // namespace
}  // namespace gloss
