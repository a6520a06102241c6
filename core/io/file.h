#pragma once

#include <cstddef>
#include <cstdio>
#include <string>

namespace gloss {

// Throws std::runtime_error with the system's reason for the call that has just failed:
// fail_in_system("read") says `cannot read: Permission denied`.
[[noreturn]] void fail_in_system(const std::string& action);

// Throws std::runtime_error for what is there but no regular file: reading a pipe may never end,
// and a device must not be replaced by a file.
void check_regular(const std::string& path);

// A file that takes its name, and the place of any file of that name, when it is complete: it is
// written as path + ".tmp", brought to the disk and then renamed. Until then the file that was
// there before stays as it is, and an object that goes without complete() leaves nothing behind.
// Whatever fails is a std::runtime_error with the system's reason.
class NewFile {
 public:
  explicit NewFile(const std::string& path);
  ~NewFile();
  NewFile(NewFile&&) = delete;

  void write(const void* bytes, size_t count);
  void complete();

 private:
  std::string path_, temporary_;
  std::FILE* file_;
};

}  // namespace gloss
