#include "apps/translate/cli/line_progress.h"

#include <sstream>

#include "tests/support/catch.h"

using namespace gloss::translate;

TEST_CASE("line progress: lines, their rate and the time left are drawn until all are done",
          "[apps]") {
  double time = 100;
  std::ostringstream out;
  LineProgress progress(out,
                        {Progress::Mode::kBar, false, [] { return 80; }, [&] { return time; }});
  time = 110;
  progress.update(0.25, 3000);
  CHECK_THAT(out.str(), ContainsSubstring("25% [###") &&
                            ContainsSubstring("3.0k lines  300 lines/s  time left 0:30"));
  out.str("");
  progress.update(1, 12'000);
  CHECK(out.str() == "\r\x1b[K");
}

TEST_CASE("line progress: nothing is drawn of a pipe, or without a terminal", "[apps]") {
  for (const auto mode : {Progress::Mode::kBar, Progress::Mode::kLines}) {
    double time = 0;
    std::ostringstream out;
    LineProgress progress(out, {mode, false, [] { return 80; }, [&] { return time; }});
    time = 10;
    progress.update(mode == Progress::Mode::kBar ? 0 : 0.5, 3000);
    CHECK(out.str().empty());
  }
}
