#include "apps/translate/training/reporter.h"

#include <sstream>
#include <stdexcept>

#include "tests/support/catch.h"
#include "tests/support/temporary_folder.h"

namespace gloss::translate {
namespace {

// A reporter of a training with this log.
struct Logged {
  TrainSettings settings;
  std::ostringstream shown;
  Progress progress{shown, {.width = [] { return 80; }, .now = [] { return 0.0; }}};
  Reporter reporter;

  explicit Logged(const std::string& path, bool resume = false)
      : settings(with_log(path, resume)),
        reporter(
            settings, [] { return 1.0; }, progress) {}

  static TrainSettings with_log(const std::string& path, bool resume) {
    TrainSettings settings;
    settings.log = path;
    settings.resume = resume;
    return settings;
  }
};

TEST_CASE("training log: each record is a line that can be read at once", "[apps]") {
  const TemporaryFolder folder;
  Logged logged(folder.file("log"));
  logged.reporter.log(Json::object({{"event", "start"}, {"update", 1}}));
  CHECK(folder.read("log") == "{\"event\":\"start\",\"update\":1}\n");
  logged.reporter.log(Json::object({{"loss", 0.5}}));
  CHECK(folder.read("log") == "{\"event\":\"start\",\"update\":1}\n{\"loss\":0.5}\n");
}

TEST_CASE("training log: the first record replaces an older file, or follows it with --resume",
          "[apps]") {
  const TemporaryFolder folder;
  const std::string path = folder.write("log", "of another run\n");
  Logged resumed(path, true);
  resumed.reporter.log(Json::object());
  CHECK(folder.read("log") == "of another run\n{}\n");
  Logged fresh(path);
  CHECK(folder.read("log") == "of another run\n{}\n");
  fresh.reporter.log(Json::array({1}));
  fresh.reporter.log(Json::array({2}));
  CHECK(folder.read("log") == "[1]\n[2]\n");
}

TEST_CASE("training log: without a path nothing is written", "[apps]") {
  Logged logged("");
  CHECK_NOTHROW(logged.reporter.log(Json::object()));
}

TEST_CASE("training log: a file that cannot be written is named with the reason", "[apps]") {
  const TemporaryFolder folder;
  CHECK_THROWS_WITH(
      Logged(folder.file("none/log")),
      "log: cannot write '" + folder.file("none/log") + "': No such file or directory");
  CHECK_THROWS_AS(Logged(folder.file("")), std::runtime_error);
}

TEST_CASE("training log: a full disk is an error", "[apps]") {
  if (!std::filesystem::exists("/dev/full")) return;
  Logged logged("/dev/full");
  CHECK_THROWS_WITH(logged.reporter.log(Json::object()),
                    "log: cannot write '/dev/full': No space left on device");
}

}  // namespace
}  // namespace gloss::translate
