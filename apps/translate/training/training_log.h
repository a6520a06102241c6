#pragma once

#include <fstream>
#include <string>

#include "core/io/json.h"

namespace gloss::translate {

// What happens in training, one JSON object a line, each on the disk's side as soon as it is
// written. Without a path it writes nothing.
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
