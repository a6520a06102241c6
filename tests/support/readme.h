#pragma once

#include <fstream>
#include <iterator>
#include <string>

#include "tests/support/paths.h"

namespace gloss {

inline std::string read_source(const std::string& path) {
  std::ifstream file(source_dir() + "/" + path);
  return {std::istreambuf_iterator<char>(file), {}};
}

// Whether the README shows, to the letter, what stands between the lines "// README begins" and
// "// README ends" of the test that compiles it.
inline bool readme_shows_example(const std::string& readme, const std::string& test) {
  const std::string source = read_source(test), opening = "// README begins\n";
  const size_t begin = source.find(opening), end = source.find("// README ends\n");
  if (begin == std::string::npos || end == std::string::npos) return false;
  const size_t first = begin + opening.size(), last = source.rfind('\n', end) + 1;
  return read_source(readme).find(source.substr(first, last - first)) != std::string::npos;
}

}  // namespace gloss
