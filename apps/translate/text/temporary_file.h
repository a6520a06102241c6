#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gloss::translate {

// A file without a name beside a path: it vanishes with the program, whatever ends it. Failures are
// std::runtime_error with the system's reason, and name the contents.
class TemporaryFile {
 public:
  TemporaryFile(const std::string& beside, std::string contents);
  ~TemporaryFile();
  TemporaryFile(const TemporaryFile&) = delete;

  void append(std::string_view bytes);

  // Appends bytes and returns them as part of the file, readable while this object lives. The
  // system can take back the memory that they occupy, and read them again from the disk.
  const char* append_mapped(std::string_view bytes);

  int descriptor() const { return file_; }

 private:
  [[noreturn]] void fail() const;

  const std::string contents_;
  int file_ = -1;
  size_t size_ = 0;
  std::vector<std::pair<void*, size_t>> mapped_;
};

}  // namespace gloss::translate
