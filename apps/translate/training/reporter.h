#pragma once

#include <fstream>
#include <functional>
#include <set>
#include <string>

#include "apps/translate/cli/progress.h"
#include "apps/translate/training/health.h"
#include "apps/translate/training/settings.h"
#include "apps/translate/training/training_state.h"

namespace gloss::translate {

// Shows the progress of a training on the terminal and writes it to the log, if the settings name
// one: a JSON object a line, flushed after each. It only reads the training's state.
class Reporter {
 public:
  // Opens the log. If the training is resumed, records are appended to it; otherwise the first one
  // replaces what it held, so that a training that fails before leaves an older log.
  // std::runtime_error "log: cannot write 'x': why", here and whenever a record cannot be written.
  Reporter(const TrainSettings& settings, std::function<double()> seconds_of_command,
           Progress& progress);

  void log(const Json& record);

  // Call once, before the first update of this run: the time left is estimated from this moment.
  void begin(const TrainingState& state);

  void draw(const TrainingState& state);      // the bar, after each update
  void progress(const TrainingState& state);  // a line, and a record of the log
  void validation(const Validation& validation);
  void end(const std::string& reason, int64_t updates);

  void print(const std::string& line) { progress_.print_line(line); }

  // Tells what takes long: call the result with the share that is done, and at last with 1.
  OnShare stage(const std::string& what) {
    return [this, what](double share) { progress_.update_stage(what, share); };
  }
  void warn(const Warning& warning);  // prints a warning of each symptom once

 private:
  void check_log() const;
  std::string summary(const TrainingState& state) const;
  double fraction(const TrainingState& state) const;
  double seconds_left(const TrainingState& state) const;

  const TrainSettings& s_;
  std::function<double()> seconds_;
  Progress& progress_;
  std::ofstream log_;
  bool log_begun_ = false;
  double seconds_at_begin_ = 0, fraction_at_begin_ = 0;
  std::set<Symptom> printed_;
};

}  // namespace gloss::translate
