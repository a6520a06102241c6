#pragma once

#include <fstream>
#include <ostream>
#include <string>
#include <vector>

namespace gloss::translate {

// UsageError if one of the files to write is also one of the files to read, or another one of those
// to write: opening it would destroy its contents. The same file under two names, such as a link,
// is recognised. "-" is standard input or output; an empty name is no file.
void check_outputs(const std::vector<std::string>& outputs, const std::vector<std::string>& inputs);

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
