#include "apps/bench/measure.h"

#include <thread>

#include "tests/support/catch.h"

namespace gloss::bench {
namespace {

TEST_CASE("measure: the median is the middle value, or the upper one of two", "[bench]") {
  CHECK(median({3}) == 3);
  CHECK(median({9, 1, 5}) == 5);
  CHECK(median({4, 1, 3, 2}) == 3);
}

TEST_CASE("measure: shown values have four significant digits and all digits before the point",
          "[bench]") {
  CHECK(shown(0) == 0);
  CHECK(shown(0.0123456) == 0.01235);
  CHECK(shown(98.7654) == 98.77);
  CHECK(shown(9999.96) == 10000);
  CHECK(shown(1234567.8) == 1234568);
  CHECK(shown(-0.5) == -0.5);
}

TEST_CASE("measure: functions are warmed up, then take turns, one sample each", "[bench]") {
  std::string calls;
  const auto pause = [] { std::this_thread::sleep_for(std::chrono::milliseconds(2)); };
  const auto times = seconds_per_call({[&] {
                                         calls += 'a';
                                         pause();
                                       },
                                       [&] {
                                         calls += 'b';
                                         pause();
                                       }},
                                      {.samples = 3, .milliseconds = 1});
  CHECK(calls == "aabbababab");  // a warm-up and a trial of each, then three samples
  REQUIRE(times.size() == 2);
  CHECK(times[0] >= 0.002);
  CHECK(times[1] >= 0.002);
}

TEST_CASE("measure: new memory raises the page faults, and the peak never falls", "[bench]") {
  const Usage before = process_usage();
  CHECK(before.peak_bytes > 0);
  std::vector<char> block(40 << 20, 'x');  // too large for malloc to serve from a freed block
  CHECK(block.back() == 'x');
  CHECK(process_usage().page_faults > before.page_faults);
  CHECK(process_usage().peak_bytes >= before.peak_bytes);
}

}  // namespace
}  // namespace gloss::bench
