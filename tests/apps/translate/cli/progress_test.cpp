#include "apps/translate/cli/progress.h"

#include <cmath>
#include <limits>
#include <sstream>
#include <string>

#include "apps/translate/cli/terminal.h"
#include "tests/support/catch.h"

using namespace gloss::translate;

namespace {

// A display 40 columns wide whose clock stands where the test puts it.
struct Stage {
  double time = 0;
  int width = 40;
  std::ostringstream out;

  Progress::Display display(Progress::Mode mode) {
    return {mode, false, [this] { return width; }, [this] { return time; }};
  }
  std::string taken() {
    const std::string text = out.str();
    out.str("");
    return text;
  }
};

constexpr const char* kErase = "\r\x1b[K";

}  // namespace

TEST_CASE("progress: the bar fills to an eighth of a column", "[apps]") {
  CHECK(render_bar(0, "", 17, true) == "  0% ▕          ▏");
  CHECK(render_bar(0.5, "", 17, true) == " 50% ▕█████     ▏");
  CHECK(render_bar(0.4375, "", 17, true) == " 43% ▕████▍     ▏");
  CHECK(render_bar(1, "", 17, true) == "100% ▕██████████▏");
}

TEST_CASE("progress: without Unicode the bar is drawn in ASCII", "[apps]") {
  CHECK(render_bar(0.43, "4 s", 21, false) == " 43% [####      ] 4 s");
}

TEST_CASE("progress: 100% is shown only at the end", "[apps]") {
  CHECK(render_bar(0.9999, "", 4, true) == " 99%");
}

TEST_CASE("progress: fractions are clamped to 0..1", "[apps]") {
  CHECK(render_bar(-1, "", 17, true) == render_bar(0, "", 17, true));
  CHECK(render_bar(7, "", 17, true) == render_bar(1, "", 17, true));
  CHECK(render_bar(std::nan(""), "", 17, true) == render_bar(0, "", 17, true));
}

TEST_CASE("progress: a narrow line omits the bar, then the end of the text", "[apps]") {
  CHECK(render_bar(0.5, "loss 2.31", 23, false) == " 50% [###   ] loss 2.31");
  CHECK(render_bar(0.5, "loss 2.31", 22, false) == " 50% loss 2.31");
  CHECK(render_bar(0.5, "loss 2.31", 12, true) == " 50% loss 2…");
  CHECK(render_bar(0.5, "loss 2.31", 12, false) == " 50% loss 2~");
}

TEST_CASE("progress: the line never exceeds the width", "[apps]") {
  for (int width = 0; width < 120; ++width) {
    CHECK(display_width(render_bar(0.37, "12.4k tokens/s  été 日本", width, true)) <= width);
  }
}

TEST_CASE("progress: durations are shown as hours, minutes and seconds", "[apps]") {
  CHECK(format_duration(0) == "0:00");
  CHECK(format_duration(7.4) == "0:07");
  CHECK(format_duration(59.6) == "1:00");
  CHECK(format_duration(192) == "3:12");
  CHECK(format_duration(3599.4) == "59:59");
  CHECK(format_duration(3723) == "1:02:03");
  CHECK(format_duration(100 * 3600) == "100:00:00");
  CHECK(format_duration(-1) == "-:--");
  CHECK(format_duration(std::nan("")) == "-:--");
  CHECK(format_duration(std::numeric_limits<double>::infinity()) == "-:--");
}

TEST_CASE("progress: counts are shown with about three digits", "[apps]") {
  CHECK(format_count(0.314) == "0.31");
  CHECK(format_count(9.996) == "10.0");
  CHECK(format_count(98.65) == "98.7");
  CHECK(format_count(999.4) == "999");
  CHECK(format_count(999.6) == "1.0k");
  CHECK(format_count(12'440) == "12.4k");
  CHECK(format_count(999'960) == "1.0M");
  CHECK(format_count(3'210'000) == "3.2M");
}

TEST_CASE("progress: the bar is redrawn in place at most ten times a second", "[apps]") {
  Stage stage;
  Progress progress(stage.out, stage.display(Progress::Mode::kBar));
  progress.update(0.5, "a");
  CHECK(stage.taken() == kErase + render_bar(0.5, "a", 39, false));
  stage.time = 0.05;
  progress.update(0.6, "b");
  CHECK(stage.taken().empty());
  stage.time = 0.11;
  progress.update(0.7, "c");
  CHECK(stage.taken() == kErase + render_bar(0.7, "c", 39, false));
}

TEST_CASE("progress: a line is printed above the bar", "[apps]") {
  Stage stage;
  Progress progress(stage.out, stage.display(Progress::Mode::kBar));
  progress.print_line("first");
  CHECK(stage.taken() == "first\n");  // no bar yet
  progress.update(0.5, "a");
  stage.taken();
  progress.print_line("second");
  CHECK(stage.taken() ==
        std::string(kErase) + "second\n" + kErase + render_bar(0.5, "a", 39, false));
}

TEST_CASE("progress: the bar is erased at the end, once", "[apps]") {
  Stage stage;
  {
    Progress progress(stage.out, stage.display(Progress::Mode::kBar));
    progress.update(1, "");
    stage.taken();
    progress.finish();
    CHECK(stage.taken() == kErase);
  }
  CHECK(stage.taken().empty());
  {
    Progress progress(stage.out, stage.display(Progress::Mode::kBar));
    progress.update(1, "");
    stage.taken();
  }
  CHECK(stage.taken() == kErase);
}

TEST_CASE("progress: the bar follows the window's width", "[apps]") {
  Stage stage;
  Progress progress(stage.out, stage.display(Progress::Mode::kBar));
  stage.width = 20;
  progress.update(0.5, "a");
  CHECK(stage.taken() == kErase + render_bar(0.5, "a", 19, false));
}

TEST_CASE("progress: without a terminal only lines are printed, and nothing when silent",
          "[apps]") {
  Stage stage;
  Progress lines(stage.out, stage.display(Progress::Mode::kLines));
  lines.update(0.5, "a");
  lines.print_line("update 100");
  lines.finish();
  CHECK(stage.taken() == "update 100\n");
  CHECK_FALSE(lines.draws());

  Progress silent(stage.out, stage.display(Progress::Mode::kSilent));
  silent.update(0.5, "a");
  silent.print_line("update 100");
  silent.finish();
  CHECK(stage.taken().empty());
}

TEST_CASE("progress: quiet is silent on a terminal and elsewhere", "[apps]") {
  CHECK(Progress::on_standard_error(true).mode == Progress::Mode::kSilent);
  CHECK(Progress::on_standard_error(false).mode != Progress::Mode::kSilent);
}

TEST_CASE("line progress: lines, rate and time left are drawn until all lines are done", "[apps]") {
  double time = 100;
  std::ostringstream out;
  Progress progress(out, {Progress::Mode::kBar, false, [] { return 80; }, [&] { return time; }});
  time = 110;
  progress.update_lines(0.25, 3000);
  CHECK_THAT(out.str(), ContainsSubstring("25% [###") &&
                            ContainsSubstring("3.0k lines  300 lines/s  time left 0:30"));
  out.str("");
  progress.update_lines(1, 12'000);
  CHECK(out.str() == "\r\x1b[K");
}

TEST_CASE("line progress: nothing is drawn for a pipe or without a terminal", "[apps]") {
  for (const auto mode : {Progress::Mode::kBar, Progress::Mode::kLines}) {
    double time = 0;
    std::ostringstream out;
    Progress progress(out, {mode, false, [] { return 80; }, [&] { return time; }});
    time = 10;
    progress.update_lines(mode == Progress::Mode::kBar ? 0 : 0.5, 3000);
    CHECK(out.str().empty());
  }
}

TEST_CASE("progress: a stage of work is told after two seconds, then every ten", "[apps]") {
  Stage stage;
  Progress progress(stage.out, stage.display(Progress::Mode::kLines));
  for (; stage.time <= 20; stage.time += 0.5)
    progress.update_stage("encoding", stage.time / 40);
  progress.update_stage("encoding", 1);
  progress.update_stage("validating", 0);  // the two seconds begin again
  CHECK(stage.taken() == "encoding: 5%\nencoding: 30%\n");
}
