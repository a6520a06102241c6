#include "apps/translate/training/training_log.h"

#include <cerrno>
#include <cstring>
#include <stdexcept>

namespace gloss::translate {
namespace {

[[noreturn]] void fail(const std::string& path) {
  throw std::runtime_error("log: cannot write '" + path + "': " + std::strerror(errno));
}

}  // namespace

TrainingLog::TrainingLog(const std::string& path, bool append) : path_(path) {
  if (path.empty()) return;
  file_.open(path, append ? std::ios::app : std::ios::out);
  if (!file_) fail(path);
}

void TrainingLog::write(const Json& record) {
  if (path_.empty()) return;
  file_ << record.dump() << std::endl;
  if (!file_) fail(path_);
}

}  // namespace gloss::translate
