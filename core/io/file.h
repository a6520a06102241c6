#pragma once

#include <cstddef>
#include <cstdio>
#include <string>

namespace gloss {

// Throws std::runtime_error with the reason that the system gives for the call that has just
// failed: throw_system_error("read") says `cannot read: Permission denied`.
[[noreturn]] void throw_system_error(const std::string& action);

// Throws std::runtime_error if `path` exists and is not a regular file: reading a pipe may never
// end, and a device must not be replaced by a file.
void check_regular(const std::string& path);

// A file that appears whole or not at all. It is written under a temporary name and takes its own
// when it is complete. What a crash or a power failure leaves at each moment of a save to "model":
//
//   step                          "model"     "model.tmp"       what is left
//   ---------------------------   ---------   ---------------   --------------------------------
//   NewFile file("model")         old         empty             the old file
//   file.write(...)               old         a part            the old file and a useless .tmp,
//   file.complete():                                            which the next save overwrites
//     fsync: bytes to the disk    old         new, complete     the same
//     rename, in one step         new         gone              the new file; the old one if the
//                                                               power fails before the next step
//     fsync: folder to the disk   new         gone              the new file
//
// An object that is destroyed without complete(), as by an exception, removes its temporary file.
// Every failure is a std::runtime_error with the system's reason.
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
