#pragma once

#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "core/io/file.h"

namespace gloss::translate {

// UsageError if one of the files to write is also one of the files to read, or another one of those
// to write: opening it would destroy its contents. The same file under two names, such as a link,
// is recognised. "-" is standard input or output, and only one input may be standard input; an
// empty name is no file.
void check_outputs(const std::vector<std::string>& outputs, const std::vector<std::string>& inputs);

// A file to write, which replaces an older one when it is complete (core/io/file.h), or standard
// output for "-". std::runtime_error if it cannot be written.
class Output {
 public:
  explicit Output(const std::string& path);

  std::ostream& stream();
  bool is_terminal() const;             // text for it must pass visible() of terminal.h
  void write(const std::string& text);  // as it is to a file, visible() to a terminal
  void flush();                         // passes on what was written: the reader of a pipe gets it
  void complete();                      // call once, at the end

 private:
  std::optional<NewFile> file_;
};

}  // namespace gloss::translate
