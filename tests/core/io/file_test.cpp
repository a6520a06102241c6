#include "core/io/file.h"

#include <csignal>
#include <filesystem>
#include <functional>
#include <stdexcept>
#include <string>
#include <sys/resource.h>
#include <unistd.h>

#include "tests/support/catch.h"
#include "tests/support/temporary_folder.h"

using namespace gloss;
namespace fs = std::filesystem;

namespace {

// What goes wrong with a file of 100,000 bytes, or nothing.
std::string writing(const std::string& path) {
  try {
    NewFile file(path);
    const std::string bytes(100'000, 'x');
    file.write(bytes.data(), bytes.size());
    file.complete();
    return "";
  } catch (const std::runtime_error& error) {
    return error.what();
  }
}

// No file may grow beyond `bytes`, as if the disk were full.
class FileLimit {
 public:
  explicit FileLimit(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit{bytes, before_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileLimit() {
    setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }
  FileLimit(FileLimit&&) = delete;

 private:
  void (*handler_)(int);
  rlimit before_{};
};

}  // namespace

TEST_CASE("file: a file takes its name when it is complete and not before", "[core]") {
  const TemporaryFolder folder;
  const std::string path = folder.write("x", "before");
  {
    NewFile file(path);
    file.write("after", 5);
    CHECK(folder.read("x") == "before");
  }
  CHECK(folder.read("x") == "before");  // given up
  NewFile file(path);
  file.write("after", 5);
  file.complete();
  CHECK(folder.read("x") == "after");
  CHECK_FALSE(fs::exists(path + ".tmp"));
}

TEST_CASE("file: when the disk is full, the old file stays and no partial file is left", "[core]") {
  const TemporaryFolder folder;
  const std::string path = folder.write("x", "precious");
  for (const rlim_t room : {0, 1, 4096, 99'999}) {
    const FileLimit limit(room);
    CHECK(writing(path) == "cannot write: File too large");
    CHECK(folder.read("x") == "precious");
    CHECK_FALSE(fs::exists(path + ".tmp"));
  }
  if (fs::exists("/dev/full")) {
    fs::create_symlink("/dev/full", path + ".tmp");
    CHECK(writing(path) == "cannot write: No space left on device");
    CHECK(folder.read("x") == "precious");
    CHECK_FALSE(fs::is_symlink(path + ".tmp"));
  }
  CHECK(writing(path) == "");
}

TEST_CASE("file: a temporary file that a crash left is overwritten", "[core]") {
  const TemporaryFolder folder;
  folder.write("x.tmp", std::string(200'000, 'y'));
  CHECK(writing(folder.file("x")) == "");
  CHECK(folder.read("x") == std::string(100'000, 'x'));
}

TEST_CASE("file: an error names the temporary file and the system's reason", "[core]") {
  const TemporaryFolder folder;
  const auto refusal = [&](const std::string& name, const std::string& reason) {
    return "cannot create '" + folder.file(name) + ".tmp': " + reason;
  };
  CHECK(writing(folder.file("none/x")) == refusal("none/x", "No such file or directory"));
  fs::create_directory(folder.file("x.tmp"));
  CHECK(writing(folder.file("x")) == refusal("x", "Is a directory"));

  folder.write("y", "precious");
  fs::permissions(folder.file(""), fs::perms::owner_read | fs::perms::owner_exec |
                                       fs::perms::others_read | fs::perms::others_exec);
  const bool root = geteuid() == 0;
  constexpr uid_t kNobody = 65534;  // root may write anywhere
  if (root) REQUIRE(seteuid(kNobody) == 0);
  const std::string message = writing(folder.file("y"));
  if (root) REQUIRE(seteuid(0) == 0);
  fs::permissions(folder.file(""), fs::perms::owner_all);
  CHECK(message == refusal("y", "Permission denied"));
  CHECK(folder.read("y") == "precious");
}

TEST_CASE("file: only a regular file is replaced", "[core]") {
  const TemporaryFolder folder;
  CHECK(writing(folder.file("")) == "not a regular file");
  CHECK(writing("/dev/null") == "not a regular file");
}
