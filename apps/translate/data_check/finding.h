#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gloss::translate {

// A place in the data, for a person to look at. Lines count from 1; a finding about one file has
// only its text.
struct Example {
  int64_t line;
  std::string text, target = "";

  bool operator==(const Example&) const = default;
};

// One thing that is wrong with the data, or may be.
struct Finding {
  std::string kind;     // for machines: "empty", "duplicates"
  std::string message;  // a sentence for people
  int64_t count = 0;    // lines, pairs or characters that it concerns
  std::vector<Example> examples = {};
  bool fatal = false;  // training would refuse this data
};

using Findings = std::vector<Finding>;

inline constexpr size_t kExamples = 3;  // shown of each finding

// "1 pair", "3 pairs".
std::string counted(int64_t count, std::string_view noun);

// A line as it can be printed: what is not UTF-8 or a control character is drawn as a symbol, and
// long lines are cut.
std::string printable(std::string_view line);

// A place in two files of lines; `line` counts from 0.
Example pair_example(const std::vector<std::string>& source, const std::vector<std::string>& target,
                     size_t line);

}  // namespace gloss::translate
