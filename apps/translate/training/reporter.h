#pragma once

#include <functional>
#include <set>
#include <string>

#include "apps/translate/cli/progress.h"
#include "apps/translate/training/settings.h"
#include "apps/translate/training/training_log.h"
#include "apps/translate/training/training_state.h"
#include "apps/translate/training/validation.h"

namespace gloss::translate {

// Shows the progress of a training on the terminal and writes it to the log. It only reads the
// training's state.
class Reporter {
 public:
  Reporter(const TrainSettings& settings, std::function<double()> seconds_of_command,
           Progress& progress, TrainingLog& log);

  // Call once, before the first update of this run: the time left is estimated from this moment.
  void begin(const TrainingState& state);

  void draw(const TrainingState& state);      // the bar, after each update
  void progress(const TrainingState& state);  // a line, and a record of the log
  void validation(const Validation& validation);
  void end(const std::string& reason, int64_t updates);

  void print(const std::string& line) { progress_.print_line(line); }
  void warn(const std::string& text) { progress_.print_line("warning: " + text); }
  void warn_once(const Warning& warning);

 private:
  std::string summary(const TrainingState& state) const;
  double fraction(const TrainingState& state) const;
  double seconds_left(const TrainingState& state) const;

  const TrainSettings& s_;
  std::function<double()> seconds_;
  Progress& progress_;
  TrainingLog& log_;
  double seconds_at_begin_ = 0, fraction_at_begin_ = 0;
  std::set<Symptom> printed_;
};

}  // namespace gloss::translate
