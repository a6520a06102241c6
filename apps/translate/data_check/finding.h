#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gloss::translate {

using Lines = std::vector<std::string>;

// A place in the data that a person can look up. Lines count from 1; `target` is empty in a finding
// about a single file.
struct Example {
  int64_t line;
  std::string text, target = "";

  bool operator==(const Example&) const = default;
};

// One fault of the data, or something that may be one.
struct Finding {
  std::string kind;          // for machines: "empty", "duplicates"
  std::string message = "";  // a sentence for people
  int64_t count = 0;         // lines, pairs or characters that it concerns
  std::vector<Example> examples = {};
  bool fatal = false;  // training would refuse this data
};

using Findings = std::vector<Finding>;

inline constexpr size_t kExamples = 3;  // shown of each finding

// A line as it can be printed: bytes that are not UTF-8 and control characters are replaced by
// symbols, and long lines are cut.
std::string printable(std::string_view line);

// The pair on line `line`, counted from 0. A check of a single file gives an empty `target`.
Example example_at(const Lines& source, const Lines& target, size_t line);

// A finding about the lines i, counted from 0, for which holds(i); without a message.
template <class F>
Finding find_lines(std::string kind, const Lines& source, const Lines& target, const F& holds) {
  Finding finding{.kind = std::move(kind)};
  for (size_t i = 0; i < source.size(); ++i)
    if (holds(i) && ++finding.count <= int64_t{kExamples})
      finding.examples.push_back(example_at(source, target, i));
  return finding;
}

// Appends the finding with the message "3 NOUNs REST", unless it concerns nothing.
void add(Findings& findings, Finding finding, std::string_view noun, const std::string& rest);

}  // namespace gloss::translate
