#pragma once

#include <fstream>
#include <string>

#include "core/io/json.h"

namespace gloss::translate {

// The events of a training, one JSON object a line, flushed after each. Without a path nothing is
// written.
class TrainingLog {
 public:
  // Replaces the file, or appends to it. "log: cannot write 'x': why".
  explicit TrainingLog(const std::string& path, bool append = false);

  void write(const Json& record);

 private:
  std::string path_;
  std::ofstream file_;
};

}  // namespace gloss::translate
