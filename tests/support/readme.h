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

// Whether the document shows, to the letter, what stands between each pair of the lines
// "// README begins" and "// README ends" of the test that compiles it.
inline bool readme_shows_examples(const std::string& document, const std::string& test) {
  const std::string source = read_source(test), shown = read_source(document);
  const std::string opening = "// README begins\n", closing = "// README ends\n";
  size_t examples = 0;
  for (size_t at = source.find(opening); at != std::string::npos; at = source.find(opening, at)) {
    at += opening.size();
    const size_t last = source.rfind('\n', source.find(closing, at)) + 1;
    if (shown.find(source.substr(at, last - at)) == std::string::npos) return false;
    ++examples;
  }
  return examples > 0;
}

}  // namespace gloss
