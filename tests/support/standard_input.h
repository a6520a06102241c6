#pragma once

#include <stdexcept>
#include <string_view>
#include <unistd.h>

namespace gloss {

// A pipe in the place of standard input. What is written must fit the pipe (64 KiB on Linux).
class StandardInput {
 public:
  StandardInput() : before_(dup(STDIN_FILENO)) {
    int ends[2];
    if (pipe(ends) != 0) throw std::runtime_error("no pipe");
    dup2(ends[0], STDIN_FILENO);
    close(ends[0]);
    writer_ = ends[1];
  }
  explicit StandardInput(std::string_view content) : StandardInput() {
    write(content);
    end();
  }
  ~StandardInput() {
    end();
    dup2(before_, STDIN_FILENO);
    close(before_);
  }
  StandardInput(const StandardInput&) = delete;
  StandardInput& operator=(const StandardInput&) = delete;

  void write(std::string_view bytes) const {
    if (::write(writer_, bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size()))
      throw std::runtime_error("the pipe is full");
  }

  void end() {
    if (writer_ >= 0) close(writer_);
    writer_ = -1;
  }

 private:
  int before_, writer_ = -1;
};

}  // namespace gloss
