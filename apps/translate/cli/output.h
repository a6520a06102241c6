#pragma once

#include <fstream>
#include <ostream>
#include <string>

namespace gloss::translate {

// A file to write, or standard output for "-". std::runtime_error if it cannot be written.
class Output {
 public:
  explicit Output(const std::string& path);

  std::ostream& stream();
  void flush();  // throws unless all has been written

 private:
  std::string path_;
  std::ofstream file_;
};

}  // namespace gloss::translate
