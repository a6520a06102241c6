#include "apps/translate/cli/line_progress.h"

#include "apps/translate/cli/terminal.h"

namespace gloss::translate {

LineProgress::LineProgress(std::ostream& out, Progress::Display display)
    : now_(display.now), began_(now_()), progress_(out, std::move(display)) {}

void LineProgress::update(double share, int64_t lines) {
  const double seconds = now_() - began_;
  if (!progress_.draws() || share <= 0 || share >= 1 || seconds <= 0) return progress_.finish();
  const auto count = static_cast<double>(lines);
  progress_.update(share, format_count(count) + " lines  " + format_count(count / seconds) +
                              " lines/s  time left " +
                              format_duration(seconds * (1 - share) / share));
}

Progress::Display beside_results(bool quiet, bool to_standard_output) {
  return Progress::on_standard_error(quiet || (to_standard_output && is_terminal(stdout)));
}

}  // namespace gloss::translate
