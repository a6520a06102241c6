#pragma once

#include <cstddef>
#include <cstdio>
#include <ostream>
#include <streambuf>
#include <string>

namespace gloss {

// Throws std::runtime_error with the reason that the system gives for the call that has just
// failed: throw_system_error("read") says `cannot read: Permission denied`.
[[noreturn]] void throw_system_error(const std::string& action);

// Throws std::runtime_error if `path` exists and is not a regular file: reading a pipe may never
// end, and a device must not be replaced by a file.
void check_regular(const std::string& path);

// A file that appears whole or not at all. It is written under a temporary name beside its own, one
// that no file has yet, and takes its own when it is complete. What a crash or a power failure
// leaves at each moment of a save to "model":
//
//   step                          "model"     "model.tmp"       what is left
//   ---------------------------   ---------   ---------------   --------------------------------
//   NewFile file("model")         old         empty             the old file
//   file.stream() << ...          old         a part            the old file and a useless .tmp;
//   file.complete():                                            the next save writes .tmp2
//     fsync: bytes to the disk    old         new, complete     the same
//     rename, in one step         new         gone              the new file; the old one if the
//                                                               power fails before the next step
//     fsync: folder to the disk   new         gone              the new file
//
// An object that is destroyed without complete(), as by an exception, removes its temporary file.
// If the path is a symbolic link, the link stays and the file it leads to is replaced. A replaced
// file's permissions stay; one that may not be written is not replaced. A pipe or a device is
// written directly, and so is an open file of this process, such as /dev/stdout.
// Every failure is a std::runtime_error with the system's reason: `cannot write 'x': No space left
// on device`.
class NewFile : private std::streambuf {
 public:
  explicit NewFile(const std::string& path);
  ~NewFile() override;
  NewFile(const NewFile&) = delete;

  std::ostream& stream() { return stream_; }  // throws if writing fails
  void complete();

 private:
  int_type overflow(int_type byte) override;
  std::streamsize xsputn(const char* bytes, std::streamsize count) override;
  int sync() override;
  [[noreturn]] void fail() const;

  std::string path_, target_;  // target_: the path after its symbolic links
  std::string temporary_;      // empty if the target is written directly
  std::FILE* file_ = nullptr;
  std::ostream stream_;
};

}  // namespace gloss
