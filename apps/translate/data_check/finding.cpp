#include "apps/translate/data_check/finding.h"

#include "apps/translate/cli/progress.h"
#include "apps/translate/cli/terminal.h"

namespace gloss::translate {

std::string printable(std::string_view line) {
  constexpr int kColumns = 80;
  constexpr size_t kEnough = 1000;  // bytes that fill the columns, whatever they are
  return clip(visible(line.substr(0, kEnough)), kColumns);
}

Example example_at(const Lines& source, const Lines& target, size_t line) {
  return {static_cast<int64_t>(line) + 1, printable(source[line]),
          line < target.size() ? printable(target[line]) : ""};
}

void add(Findings& findings, Finding finding, std::string_view noun, const std::string& rest) {
  if (finding.count == 0) return;
  finding.message = format_quantity(finding.count, noun) + " " + rest;
  findings.push_back(std::move(finding));
}

}  // namespace gloss::translate
