#include "core/container.h"

#include <filesystem>

#include "tests/support/catch.h"
#include "tests/support/temporary_folder.h"

using namespace gloss;

TEST_CASE("container: limits are read from control groups of both versions", "[core]") {
  const TemporaryFolder folder;
  const auto limits = [&] { return container_limits(folder.file("")); };
  CHECK(limits().memory == 0);
  CHECK(limits().processors == 0);

  std::filesystem::create_directory(folder.file("memory"));
  std::filesystem::create_directory(folder.file("cpu"));
  folder.write("memory/memory.limit_in_bytes", "9223372036854771712\n");
  folder.write("cpu/cpu.cfs_quota_us", "-1\n");
  folder.write("cpu/cpu.cfs_period_us", "100000\n");
  CHECK(limits().memory == 0);
  CHECK(limits().processors == 0);
  folder.write("memory/memory.limit_in_bytes", "3000000000\n");
  folder.write("cpu/cpu.cfs_quota_us", "150000\n");
  CHECK(limits().memory == 3'000'000'000);
  CHECK(limits().processors == 2);

  folder.write("memory.max", "2147483648\n");
  folder.write("cpu.max", "50000 100000\n");
  CHECK(limits().memory == 2'147'483'648);
  CHECK(limits().processors == 1);
}

TEST_CASE("container: a group without limits has none", "[core]") {
  const TemporaryFolder folder;
  folder.write("memory.max", "max\n");
  folder.write("cpu.max", "max 100000\n");
  CHECK(container_limits(folder.file("")).memory == 0);
  CHECK(container_limits(folder.file("")).processors == 0);
}
