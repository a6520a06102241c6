#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "apps/translate/text/line_reader.h"

namespace gloss::translate {

struct SentencePair {
  std::string source;
  std::string target;

  bool operator==(const SentencePair&) const = default;
};

// Reads sentence pairs one at a time, and again. Throws std::runtime_error that names the file, and
// the line where there is one; std::invalid_argument if both files are "-".
class PairReader {
 public:
  // Two files, of which line N of one belongs to line N of the other; neither may be empty. Or one
  // file of lines: source, tab, target. Further columns are ignored, and so are empty lines at the
  // very end. "-" is standard input.
  explicit PairReader(const std::vector<std::string>& files, Bytes bytes = Bytes::kUtf8);
  // Pairs in memory.
  explicit PairReader(std::vector<SentencePair> pairs) : in_memory_(std::move(pairs)) {}

  // False at the end.
  bool next(SentencePair& pair);

  // Before the first next(): copies what comes from a pipe to a temporary file without a name
  // beside `path`, so that rewind() works.
  void keep_pipes(const std::string& path);
  void rewind();  // begins again at the first pair

  // The share that next() has returned; 0 if it is not known (a pipe).
  double share() const;

 private:
  bool next_parallel(SentencePair& pair);
  bool next_tabbed(SentencePair& pair);

  std::vector<SentencePair> in_memory_;
  std::vector<std::string> names_;  // of the files
  std::vector<std::unique_ptr<LineReader>> readers_;
  int64_t pairs_ = 0;  // that next() returned
  std::string line_;
};

}  // namespace gloss::translate
