#pragma once

#include <cstdint>
#include <string>

namespace gloss::translate {

// What a file may hold: for looking at what is wrong with it, anything.
enum class Bytes { kUtf8, kAny };

// A UTF-8 file, LF or CRLF, with or without a final newline or a byte-order mark, one line at a
// time; "-" is standard input. Whatever is wrong is an std::runtime_error that names the file, and
// line and byte from 1.
class LineReader {
 public:
  explicit LineReader(const std::string& path, Bytes bytes = Bytes::kUtf8);
  ~LineReader();
  LineReader(const LineReader&) = delete;
  LineReader& operator=(const LineReader&) = delete;

  // False at the end of the file; throws on bytes that are not UTF-8 unless any may stand there.
  // Waits for no more than the line it returns.
  bool next(std::string& line);

  // Whether next() need not wait for whoever writes to the other end of a pipe or a terminal.
  bool ready();

  // The share of the file that next() has returned; 0 where its size is not known: of a pipe.
  double share() const;

 private:
  bool has_line();  // whether the buffer holds a whole line, or the end of the file
  void read_more();

  std::string name_;
  Bytes bytes_;
  int file_ = -1;
  std::string buffer_;  // what was read, returned up to begin_, without a newline up to searched_
  size_t begin_ = 0, searched_ = 0;
  bool at_end_ = false;
  int64_t line_number_ = 0;
  int64_t bytes_read_ = 0;
};

// A file as messages name it: 'train.en', or standard input for "-".
std::string input_name(const std::string& path);

}  // namespace gloss::translate
