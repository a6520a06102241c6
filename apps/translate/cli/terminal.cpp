#include "apps/translate/cli/terminal.h"

#include <charconv>
#include <cstdlib>
#include <sys/ioctl.h>
#include <unistd.h>

#include "apps/translate/text/unicode.h"

namespace gloss::translate {
namespace {

bool is_control(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0);
}

int character_width(char32_t c) {
  if (is_control(c) || classify(c) == CharClass::kMark) return 0;
  return is_wide(c) ? 2 : 1;
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
    const std::string value = lowercase(environment(name));
    if (value.empty()) continue;
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

std::string visible(std::string_view text) {
  std::string result;
  for (const char32_t c : decode_utf8(text)) {
    const char32_t symbol = c < 0x20 ? U'\u2400' + c : kReplacementCharacter;
    append_utf8(result, is_control(c) && c != U'\n' ? symbol : c);
  }
  return result;
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
