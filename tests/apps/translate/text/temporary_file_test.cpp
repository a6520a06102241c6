#include "apps/translate/text/temporary_file.h"

#include <csignal>
#include <filesystem>
#include <stdexcept>
#include <sys/resource.h>

#include "tests/support/catch.h"
#include "tests/support/temporary_folder.h"

namespace gloss::translate {
namespace {

TEST_CASE("temporary file: bytes that were appended stay readable, and no name is left", "[apps]") {
  const TemporaryFolder folder;
  TemporaryFile file(folder.file("model"), "the pairs");
  CHECK(std::filesystem::is_empty(folder.file("")));
  const std::string large(100'000, 'x');
  const char* const first = file.append_mapped(large);
  file.append("between");
  const char* const second = file.append_mapped("second");
  CHECK(std::string_view(first, large.size()) == large);
  CHECK(std::string_view(second, 6) == "second");
}

TEST_CASE("temporary file: what cannot be written says so", "[apps]") {
  const TemporaryFolder folder;
  CHECK_THROWS_WITH(
      TemporaryFile(folder.file("none/model"), "the pairs"),
      ContainsSubstring("cannot create '") && ContainsSubstring("No such file or directory"));
  // A limit on the size of files fails as a full disk does.
  TemporaryFile file(folder.file("model"), "the pairs");
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  rlimit before = {};
  getrlimit(RLIMIT_FSIZE, &before);
  const rlimit small{10'000, before.rlim_max};
  setrlimit(RLIMIT_FSIZE, &small);
  CHECK_THROWS_WITH(file.append_mapped(std::string(20'000, 'x')),
                    "corpus: cannot write the pairs: File too large");
  setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);
}

}  // namespace
}  // namespace gloss::translate
