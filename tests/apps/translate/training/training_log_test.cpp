#include "apps/translate/training/training_log.h"

#include <stdexcept>

#include "tests/support/catch.h"
#include "tests/support/temporary_folder.h"

namespace gloss::translate {
namespace {

TEST_CASE("training log: each record is a line that can be read at once", "[apps]") {
  const TemporaryFolder folder;
  TrainingLog log(folder.file("log"));
  log.write(Json::object({{"event", "start"}, {"update", 1}}));
  CHECK(folder.read("log") == "{\"event\":\"start\",\"update\":1}\n");
  log.write(Json::object({{"loss", 0.5}}));
  CHECK(folder.read("log") == "{\"event\":\"start\",\"update\":1}\n{\"loss\":0.5}\n");
}

TEST_CASE("training log: an older file is replaced", "[apps]") {
  const TemporaryFolder folder;
  TrainingLog log(folder.write("log", "from another run\n"));
  CHECK(folder.read("log").empty());
}

TEST_CASE("training log: without a path nothing is written", "[apps]") {
  TrainingLog log("");
  CHECK_NOTHROW(log.write(Json::object()));
}

TEST_CASE("training log: a file that cannot be written is named with the reason", "[apps]") {
  const TemporaryFolder folder;
  CHECK_THROWS_WITH(
      TrainingLog(folder.file("none/log")),
      "log: cannot write '" + folder.file("none/log") + "': No such file or directory");
  CHECK_THROWS_AS(TrainingLog(folder.file("")), std::runtime_error);
}

TEST_CASE("training log: a full disk is an error", "[apps]") {
  if (!std::filesystem::exists("/dev/full")) return;
  TrainingLog log("/dev/full");
  CHECK_THROWS_WITH(log.write(Json::object()),
                    "log: cannot write '/dev/full': No space left on device");
}

}  // namespace
}  // namespace gloss::translate
