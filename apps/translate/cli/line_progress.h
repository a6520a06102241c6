#pragma once

#include <cstdint>

#include "apps/translate/cli/progress.h"

namespace gloss::translate {

// How far work on lines of text has come, as a bar: "43% ▕████▍     ▏ 1.2k lines  320 lines/s  time
// left 0:05". There is none without a terminal, for work that is done before a bar can be read, and
// where the share that is done is not known.
class LineProgress {
 public:
  LineProgress(std::ostream& out, Progress::Display display);

  // After `lines` lines, which are that share of all.
  void update(double share, int64_t lines);

 private:
  std::function<double()> now_;
  double began_;
  Progress progress_;
};

// Standard error as it is, but silent where the results appear on the same screen.
Progress::Display beside_results(bool quiet, bool to_standard_output);

}  // namespace gloss::translate
