#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "apps/translate/text/temporary_file.h"

namespace gloss::translate {

// Which bytes a file may hold. kAny is for reports on what is wrong with a file.
enum class Bytes { kUtf8, kAny };

// Reads a UTF-8 file one line at a time: LF or CRLF, with or without a final newline or a
// byte-order mark; "-" is standard input. Errors are std::runtime_error and name the file, and line
// and byte from 1.
class LineReader {
 public:
  explicit LineReader(const std::string& path, Bytes bytes = Bytes::kUtf8);
  ~LineReader();
  LineReader(const LineReader&) = delete;
  LineReader& operator=(const LineReader&) = delete;

  // False at the end of the file. With kUtf8 throws on bytes that are not UTF-8. Waits for no more
  // input than the line it returns.
  bool next(std::string& line);

  // Whether next() returns without waiting for more input from a pipe or a terminal.
  bool ready();

  // The share of the file that next() has returned; 0 if its size is not known (a pipe).
  double share() const;

  // Begins again, with bytes that were checked before. What came from a pipe can be read again if
  // keep_pipe() was called before the first line was read: it is copied to a temporary file
  // beside `path`, which has no name, so that it vanishes with the program.
  void keep_pipe(const std::string& path);
  void rewind();

 private:
  bool has_line();  // the buffer holds a whole line, or the end of the file
  void read_more();

  std::string name_;
  Bytes bytes_;
  int file_ = -1;
  std::unique_ptr<TemporaryFile> copy_;  // of a pipe; rewind() makes it the file that is read
  std::string buffer_;                   // bytes read; next() returned those before begin_

  size_t begin_ = 0, searched_ = 0;  // from begin_ to searched_ there is no newline
  bool at_end_ = false;
  int64_t line_number_ = 0;
  int64_t bytes_read_ = 0, start_ = 0;
};

// The name of a file in messages: 'train.en', or standard input for "-".
std::string input_name(const std::string& path);

}  // namespace gloss::translate
