#include "apps/translate/data_check/finding.h"

#include "apps/translate/cli/terminal.h"
#include "apps/translate/text/unicode.h"

namespace gloss::translate {

std::string counted(int64_t count, std::string_view noun) {
  return std::to_string(count) + " " + std::string(noun) + (count == 1 ? "" : "s");
}

std::string printable(std::string_view line) {
  constexpr int kColumns = 80;
  constexpr size_t kEnough = 1000;  // bytes that fill the columns, whatever they are
  std::string text;
  for (const char32_t c : decode_utf8(line.substr(0, kEnough))) {
    const bool c1 = c >= 0x7F && c < 0xA0;
    append_utf8(text, c < 0x20 ? U'\u2400' + c : c1 ? U'\uFFFD' : c);  // ␀ to ␟
  }
  return clip(text, kColumns);
}

Example pair_example(const std::vector<std::string>& source, const std::vector<std::string>& target,
                     size_t line) {
  return {static_cast<int64_t>(line) + 1, printable(source[line]), printable(target[line])};
}

}  // namespace gloss::translate
