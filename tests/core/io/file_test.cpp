#include "core/io/file.h"

#include <csignal>
#include <fcntl.h>
#include <filesystem>
#include <functional>
#include <stdexcept>
#include <string>
#include <sys/resource.h>
#include <sys/stat.h>
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
    file.stream() << std::string(100'000, 'x');
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
    file.stream() << "after";
    CHECK(folder.read("x") == "before");
  }
  CHECK(folder.read("x") == "before");  // given up
  NewFile file(path);
  file.stream() << "after";
  file.complete();
  CHECK(folder.read("x") == "after");
  CHECK_FALSE(fs::exists(path + ".tmp"));
}

TEST_CASE("file: when the disk is full, the old file stays and no partial file is left", "[core]") {
  const TemporaryFolder folder;
  const std::string path = folder.write("x", "precious");
  for (const rlim_t room : {0, 1, 4096, 99'999}) {
    const FileLimit limit(room);
    CHECK(writing(path) == "cannot write '" + path + "': File too large");
    CHECK(folder.read("x") == "precious");
    CHECK_FALSE(fs::exists(path + ".tmp"));
  }
  if (fs::exists("/dev/full"))
    CHECK(writing("/dev/full") == "cannot write '/dev/full': No space left on device");
  CHECK(writing(path) == "");
}

TEST_CASE("file: files that have the name of a temporary file stay", "[core]") {
  const TemporaryFolder folder;
  folder.write("x.tmp", "a user's");
  fs::create_symlink("nowhere", folder.file("x.tmp2"));
  CHECK(writing(folder.file("x")) == "");
  CHECK(folder.read("x") == std::string(100'000, 'x'));
  CHECK(folder.read("x.tmp") == "a user's");
  CHECK(fs::is_symlink(folder.file("x.tmp2")));
  CHECK_FALSE(fs::exists(folder.file("x.tmp3")));
}

TEST_CASE("file: symbolic links stay, and the file that they lead to is written", "[core]") {
  const TemporaryFolder folder;
  fs::create_directory(folder.file("d"));
  folder.write("d/x", "before");
  fs::create_symlink("x", folder.file("d/near"));
  fs::create_symlink(folder.file("d/near"), folder.file("far"));
  fs::create_symlink("d/new", folder.file("dangling"));
  fs::create_symlink("cycle", folder.file("cycle"));
  CHECK(writing(folder.file("far")) == "");
  CHECK(writing(folder.file("dangling")) == "");
  CHECK_THAT(writing(folder.file("cycle")), ContainsSubstring("cannot write"));
  for (const char* link : {"far", "d/near", "dangling", "cycle"})
    CHECK(fs::is_symlink(folder.file(link)));
  for (const char* name : {"d/x", "d/new"})
    CHECK(folder.read(name) == std::string(100'000, 'x'));
}

TEST_CASE("file: a replaced file keeps its permissions, and a read-only one is not replaced",
          "[core]") {
  const TemporaryFolder folder;
  const std::string path = folder.write("x", "before");
  const auto mode = fs::perms::owner_read | fs::perms::owner_write;
  fs::permissions(path, mode);
  CHECK(writing(path) == "");
  CHECK(fs::status(path).permissions() == mode);
  fs::permissions(path, fs::perms::owner_read);
  if (geteuid() != 0)  // root may write anywhere
    CHECK(writing(path) == "cannot write '" + path + "': Permission denied");
}

TEST_CASE("file: a pipe is written directly", "[core]") {
  const TemporaryFolder folder;
  const std::string path = folder.file("pipe");
  REQUIRE(mkfifo(path.c_str(), 0600) == 0);
  const int reader = open(path.c_str(), O_RDONLY | O_NONBLOCK);
  {
    NewFile file(path);
    file.stream() << "through" << std::flush;
    char bytes[8];
    CHECK(read(reader, bytes, sizeof bytes) == 7);  // before the file is complete
    file.complete();
  }
  close(reader);
  CHECK(fs::is_fifo(path));
}

TEST_CASE("file: an open file of the process is written where it is, after what it has", "[core]") {
  const TemporaryFolder folder;
  const int open_file = open(folder.write("x", "").c_str(), O_WRONLY);
  REQUIRE(write(open_file, "a", 1) == 1);
  for (const char* start : {"/dev/fd/", "/proc/self/fd/"}) {
    NewFile file(start + std::to_string(open_file));
    file.stream() << "b";
    file.complete();
  }
  REQUIRE(write(open_file, "c", 1) == 1);
  close(open_file);
  CHECK(folder.read("x") == "abbc");
  CHECK_THAT(writing("/dev/fd/987654"), ContainsSubstring("Bad file descriptor"));
}

TEST_CASE("file: an error names the file and the system's reason", "[core]") {
  const TemporaryFolder folder;
  const auto refusal = [&](const std::string& name, const std::string& reason) {
    return "cannot write '" + folder.file(name) + "': " + reason;
  };
  CHECK(writing(folder.file("none/x")) == refusal("none/x", "No such file or directory"));
  CHECK(writing(folder.file("")) == refusal("", "Is a directory"));
  CHECK(writing("") == "cannot write '': No such file or directory");

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
