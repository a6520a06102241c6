#pragma once

#include <cstdint>
#include <functional>
#include <iosfwd>
#include <string>
#include <string_view>

namespace gloss::translate {

// Is told from time to time which share of the work is done, from 0 to 1.
using OnShare = std::function<void(double)>;

// " 43% ▕████████▌           ▏ text": the share that is done, clamped to 0..1, and what the caller
// has to say about it, in at most `width` columns. As the width shrinks the bar goes first, then
// the end of the text. Without unicode the bar is drawn with "#".
std::string render_bar(double fraction, std::string_view text, int width, bool unicode);

// "0:07", "3:12", "1:02:03", to the nearest second; "-:--" for what is not known (negative,
// infinite or not a number).
std::string format_duration(double seconds);

// "1 pair", "3 pairs".
std::string format_quantity(int64_t count, std::string_view noun);

// Three digits or so: "0.31", "98.7", "987", "12.4k", "3.2M".
std::string format_count(double count);

// Shows a person at a terminal the progress of long work. The bar is one line, redrawn in place at
// most ten times per second; lines that stay are printed above it. Without a terminal only these
// lines are printed.
class Progress {
 public:
  enum class Mode { kSilent, kLines, kBar };

  struct Display {
    Mode mode = Mode::kLines;
    bool unicode = true;
    std::function<int()> width;   // columns, asked at each drawing because windows change
    std::function<double()> now;  // seconds since some fixed time
  };

  // Writes to `out`, which must outlive it.
  Progress(std::ostream& out, Display display);
  ~Progress() { finish(); }  // erases the bar, so that an error message starts on a clean line
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // For standard error: a bar on a capable terminal, lines elsewhere, nothing when quiet or when
  // the results go to the same terminal.
  static Display on_standard_error(bool quiet, bool results_on_standard_output = false);

  // Whether update() draws anything: callers may skip composing the text.
  bool draws() const { return display_.mode == Mode::kBar; }

  void update(double fraction, std::string_view text);

  // The bar of work on lines of text: "43% ▕████▍     ▏ 1.2k lines  320 lines/s  time left 0:05".
  // share: of all work, done with these lines; 0 if it is not known, as for a pipe: then, and after
  // the last line, there is no bar.
  void update_lines(double share, int64_t lines);

  // What takes long, and how far it is: a bar, or else lines as "encoding: 43%". Nothing in the
  // first two seconds, nor from share 1 on.
  void update_stage(std::string_view what, double share);

  // A line that stays, without its newline.
  void print_line(std::string_view line);

  // Erases the bar. A later update draws it again, so this also makes room for other output.
  void finish();

 private:
  void draw();

  std::ostream& out_;
  Display display_;
  double began_;
  double fraction_ = 0;
  std::string text_;
  bool drawn_ = false;
  double drawn_at_ = 0;
  std::string stage_;
  double stage_share_ = 0, next_stage_line_ = 0;
};

}  // namespace gloss::translate
