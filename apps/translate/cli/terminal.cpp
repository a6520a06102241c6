#include "apps/translate/cli/terminal.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <sys/ioctl.h>
#include <unistd.h>

#include "apps/translate/text/unicode.h"

namespace gloss::translate {
namespace {

struct Range {
  char32_t first, last;
};

// East Asian Width "wide" and "fullwidth" (Unicode 14, EastAsianWidth.txt); the blocks of pictures
// from U+1F200 are taken whole.
constexpr auto kWide = std::to_array<Range>(
    {{0x1100, 0x115F},   {0x231A, 0x231B},   {0x2329, 0x232A},   {0x23E9, 0x23EC},
     {0x23F0, 0x23F0},   {0x23F3, 0x23F3},   {0x25FD, 0x25FE},   {0x2614, 0x2615},
     {0x2648, 0x2653},   {0x267F, 0x267F},   {0x2693, 0x2693},   {0x26A1, 0x26A1},
     {0x26AA, 0x26AB},   {0x26BD, 0x26BE},   {0x26C4, 0x26C5},   {0x26CE, 0x26CE},
     {0x26D4, 0x26D4},   {0x26EA, 0x26EA},   {0x26F2, 0x26F3},   {0x26F5, 0x26F5},
     {0x26FA, 0x26FA},   {0x26FD, 0x26FD},   {0x2705, 0x2705},   {0x270A, 0x270B},
     {0x2728, 0x2728},   {0x274C, 0x274C},   {0x274E, 0x274E},   {0x2753, 0x2755},
     {0x2757, 0x2757},   {0x2795, 0x2797},   {0x27B0, 0x27B0},   {0x27BF, 0x27BF},
     {0x2B1B, 0x2B1C},   {0x2B50, 0x2B50},   {0x2B55, 0x2B55},   {0x2E80, 0x303E},
     {0x3041, 0x3247},   {0x3250, 0x4DBF},   {0x4E00, 0xA4C6},   {0xA960, 0xA97C},
     {0xAC00, 0xD7A3},   {0xF900, 0xFAD9},   {0xFE10, 0xFE6B},   {0xFF01, 0xFF60},
     {0xFFE0, 0xFFE6},   {0x16FE0, 0x18D08}, {0x1AFF0, 0x1B2FB}, {0x1F004, 0x1F004},
     {0x1F0CF, 0x1F0CF}, {0x1F18E, 0x1F18E}, {0x1F191, 0x1F19A}, {0x1F200, 0x1F64F},
     {0x1F680, 0x1F6FC}, {0x1F7E0, 0x1F7F0}, {0x1F90C, 0x1FAF6}, {0x20000, 0x2EBE0},
     {0x2F800, 0x2FA1D}, {0x30000, 0x3FFFD}});

int character_width(char32_t c) {
  if (c < 0x20 || (c >= 0x7F && c < 0xA0) || classify(c) == CharClass::kMark) return 0;
  const auto range =
      std::partition_point(kWide.begin(), kWide.end(), [c](const Range& r) { return r.last < c; });
  return range != kWide.end() && range->first <= c ? 2 : 1;
}

// An environment variable; empty if it is not set.
std::string_view environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string_view() : value;
}

}  // namespace

bool is_terminal(std::FILE* stream) {
  return isatty(fileno(stream)) == 1;
}

int terminal_width(std::FILE* stream) {
  winsize size{};
  if (ioctl(fileno(stream), TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  const std::string_view columns = environment("COLUMNS");
  int width = 0;
  std::from_chars(columns.data(), columns.data() + columns.size(), width);
  return width > 0 ? width : 80;
}

bool is_capable_terminal(std::FILE* stream) {
  const std::string_view term = environment("TERM");
  return is_terminal(stream) && !term.empty() && term != "dumb";
}

bool colour_allowed(std::FILE* stream) {
  return is_capable_terminal(stream) && environment("NO_COLOR").empty();
}

bool unicode_allowed() {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    std::string value(environment(name));
    if (value.empty()) continue;
    std::transform(value.begin(), value.end(), value.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return value.find("utf-8") != std::string::npos || value.find("utf8") != std::string::npos;
  }
  return false;
}

std::vector<Glyph> glyphs(std::string_view text) {
  std::vector<Glyph> result;
  for (size_t begin = 0; begin < text.size();) {
    const auto [character, bytes] = char_at(text, begin);
    const int width = character_width(character);
    const bool mark = width == 0 && character >= 0xA0;
    if (mark && !result.empty() && result.back().width > 0) {
      const std::string_view base = result.back().text;
      result.back().text = text.substr(begin - base.size(), base.size() + bytes.size());
    } else {
      result.push_back({bytes, width});
    }
    begin += bytes.size();
  }
  return result;
}

int display_width(std::string_view text) {
  int width = 0;
  for (const Glyph& glyph : glyphs(text))
    width += glyph.width;
  return width;
}

std::string clip(std::string_view text, int columns, std::string_view ellipsis) {
  if (display_width(text) <= columns) return std::string(text);
  int width = display_width(ellipsis);
  if (width > columns) return "";
  std::string result;
  for (const Glyph& glyph : glyphs(text)) {
    width += glyph.width;
    if (width > columns) break;
    result += glyph.text;
  }
  return result.append(ellipsis);
}

}  // namespace gloss::translate
