#include "apps/translate/cli/output.h"

#include <cerrno>
#include <cstring>
#include <iostream>
#include <stdexcept>

namespace gloss::translate {

Output::Output(const std::string& path) : path_(path) {
  if (path == "-") return;
  file_.open(path);
  if (!file_) throw std::runtime_error("cannot write '" + path + "': " + std::strerror(errno));
}

std::ostream& Output::stream() {
  return path_ == "-" ? std::cout : file_;
}

void Output::flush() {
  if (!stream().flush())
    throw std::runtime_error("cannot write '" + path_ + "': is the disk full?");
}

}  // namespace gloss::translate
