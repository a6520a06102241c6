#include "apps/translate/cli/progress.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <ostream>
#include <utility>

#include "apps/translate/cli/terminal.h"
#include "core/io/json.h"

namespace gloss::translate {
namespace {

constexpr double kSecondsBetweenDrawings = 0.1;
constexpr int kNarrowestBar = 6, kWidestBar = 30;
constexpr std::string_view kEraseLine = "\r\x1b[K";

// `cells` columns of which `fraction` is filled; in Unicode to an eighth of a column.
std::string draw_bar(double fraction, int cells, bool unicode) {
  constexpr std::array<std::string_view, 8> kEighths = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  const int steps = unicode ? 8 : 1;
  const int filled = static_cast<int>(fraction * cells * steps);
  std::string bar = unicode ? "▕" : "[";
  for (int i = 0; i < filled / steps; ++i)
    bar += unicode ? "█" : "#";
  const std::string_view part = kEighths[static_cast<size_t>(filled % steps)];
  const int empty = cells - filled / steps - (part.empty() ? 0 : 1);
  return bar.append(part).append(static_cast<size_t>(empty), ' ') + (unicode ? "▏" : "]");
}

}  // namespace

std::string render_bar(double fraction, std::string_view text, int width, bool unicode) {
  const double done = fraction > 0 ? std::min(fraction, 1.0) : 0.0;  // NaN counts as nothing
  const std::string percent = fixed(std::floor(done * 100), 0) + "%";
  std::string line = std::string(4 - percent.size(), ' ') + percent;
  const int beside_bar = 4 + 1 + 2 + (text.empty() ? 0 : 1 + display_width(text));
  const int cells = std::min(width - beside_bar, kWidestBar);
  if (cells >= kNarrowestBar) line += " " + draw_bar(done, cells, unicode);
  if (!text.empty()) line.append(" ").append(text);
  return clip(line, width, unicode ? "…" : "~");
}

std::string format_duration(double seconds) {
  if (!(seconds >= 0) || seconds > 1e9) return "-:--";
  const int64_t total = std::llround(seconds);
  const auto two = [](int64_t number) { return (number < 10 ? "0" : "") + std::to_string(number); };
  const int64_t hours = total / 3600, minutes = total / 60 % 60;
  return (hours > 0 ? std::to_string(hours) + ":" + two(minutes) : std::to_string(minutes)) + ":" +
         two(total % 60);
}

std::string format_quantity(int64_t count, std::string_view noun) {
  return std::to_string(count) + " " + std::string(noun) + (count == 1 ? "" : "s");
}

std::string format_count(double count) {
  if (count < 999.5) return fixed(count, count < 9.995 ? 2 : count < 99.95 ? 1 : 0);
  return count < 999'950 ? fixed(count / 1e3, 1) + "k" : fixed(count / 1e6, 1) + "M";
}

Progress::Progress(std::ostream& out, Display display)
    : out_(out), display_(std::move(display)), began_(draws() ? display_.now() : 0) {}

Progress::Display Progress::on_standard_error(bool quiet, bool results_on_standard_output) {
  Display display;
  const bool silent = quiet || (results_on_standard_output && is_terminal(stdout));
  display.mode = silent ? Mode::kSilent : is_capable_terminal(stderr) ? Mode::kBar : Mode::kLines;
  display.unicode = unicode_allowed();
  display.width = [] { return terminal_width(stderr); };
  display.now = [] {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch())
        .count();
  };
  return display;
}

void Progress::update(double fraction, std::string_view text) {
  if (!draws()) return;
  fraction_ = fraction;
  text_ = text;
  if (!drawn_ || display_.now() - drawn_at_ >= kSecondsBetweenDrawings) draw();
}

void Progress::update_lines(double share, int64_t lines) {
  const double seconds = draws() ? display_.now() - began_ : 0;
  if (share <= 0 || share >= 1 || seconds <= 0) return finish();
  const auto count = static_cast<double>(lines);
  update(share, format_count(count) + " lines  " + format_count(count / seconds) +
                    " lines/s  time left " + format_duration(seconds * (1 - share) / share));
}

void Progress::update_stage(std::string_view what, double share) {
  constexpr double kSilentSeconds = 2, kSecondsBetweenLines = 10;
  if (display_.mode == Mode::kSilent) return;
  const double now = display_.now();
  if (what != stage_ || share < stage_share_) {  // a new stage
    stage_ = what;
    next_stage_line_ = now + kSilentSeconds;
  }
  stage_share_ = share;
  if (share >= 1) return finish();
  if (now < next_stage_line_) return;
  if (draws()) return update(share, what);
  print_line(stage_ + ": " + std::to_string(static_cast<int>(100 * share)) + "%");
  next_stage_line_ = now + kSecondsBetweenLines;
}

void Progress::print_line(std::string_view line) {
  if (display_.mode == Mode::kSilent) return;
  const bool redraw = drawn_;
  finish();
  out_ << (draws() ? visible(line) : std::string(line)) << '\n' << std::flush;
  if (redraw) draw();
}

void Progress::finish() {
  if (!drawn_) return;
  out_ << kEraseLine << std::flush;
  drawn_ = false;
}

// The last column stays free, because some terminals start a new line after writing to it.
void Progress::draw() {
  const std::string bar = render_bar(fraction_, text_, display_.width() - 1, display_.unicode);
  out_ << kEraseLine << bar << std::flush;
  drawn_ = true;
  drawn_at_ = display_.now();
}

}  // namespace gloss::translate
