#include "apps/translate/cli/output.h"

#include <algorithm>
#include <iostream>
#include <stdexcept>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

#include "apps/translate/cli/option.h"
#include "apps/translate/cli/terminal.h"

namespace gloss::translate {
namespace {

// Device and inode of a regular file, which identify it whatever it is called; zeros for anything
// else, such as a pipe or a file that does not exist.
std::pair<dev_t, ino_t> identity(const std::string& path, int standard_stream) {
  struct stat status {};
  const int failed = path == "-" ? fstat(standard_stream, &status) : stat(path.c_str(), &status);
  if (failed != 0 || !S_ISREG(status.st_mode)) return {};
  return {status.st_dev, status.st_ino};
}

}  // namespace

void check_outputs(const std::vector<std::string>& outputs,
                   const std::vector<std::string>& inputs) {
  using Identity = std::pair<dev_t, ino_t>;
  if (std::ranges::count(inputs, "-") > 1)
    throw UsageError("standard input can be read only once (name a file instead of one \"-\")");
  std::vector<std::pair<std::string, Identity>> used;
  for (const std::string& input : inputs)
    used.emplace_back(input, identity(input, STDIN_FILENO));
  for (const std::string& output : outputs) {
    const Identity file = identity(output, STDOUT_FILENO);
    for (const auto& [name, other] : used)
      if (file != Identity() && file == other)
        throw UsageError(
            "cannot write " + (output == "-" ? "standard output" : "'" + output + "'") +
            ": it is the same file as " + (name == "-" ? "standard input" : "'" + name + "'") +
            ", which this command also uses (write to another file)");
    used.emplace_back(output, file);
  }
}

Output::Output(const std::string& path) {
  if (path != "-") file_.emplace(path);
}

std::ostream& Output::stream() {
  return file_ ? file_->stream() : std::cout;
}

bool Output::is_terminal() const {
  return !file_ && translate::is_terminal(stdout);
}

void Output::write(const std::string& text) {
  stream() << (is_terminal() ? visible(text) : text);
}

void Output::flush() {
  if (!stream().flush()) throw std::runtime_error("cannot write to standard output");
}

void Output::complete() {
  flush();
  if (file_) file_->complete();
}

}  // namespace gloss::translate
