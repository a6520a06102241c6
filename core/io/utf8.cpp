#include "core/io/utf8.h"

#include <algorithm>
#include <cstdio>
#include <stdexcept>

namespace gloss {
namespace {

bool is_surrogate(char32_t c) {
  return c >= 0xD800 && c <= 0xDFFF;
}

}  // namespace

Utf8Char char_at(std::string_view text, size_t at) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  const Utf8Char ill_formed{kReplacementCharacter, text.substr(at, 1)};
  const unsigned char lead = byte(at);
  if (lead < 0x80) return {lead, text.substr(at, 1)};
  if (lead < 0xC2 || lead > 0xF4) return ill_formed;

  const size_t length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  if (text.size() - at < length) return ill_formed;
  char32_t value = lead & (0xFFu >> (length + 1));  // the bits of the lead byte that count
  for (size_t i = 1; i < length; ++i) {
    if ((byte(at + i) & 0xC0) != 0x80) return ill_formed;
    value = (value << 6) | (byte(at + i) & 0x3F);
  }
  const char32_t smallest = length == 2 ? 0x80 : length == 3 ? 0x800 : 0x10000;
  if (value < smallest || value > 0x10FFFF || is_surrogate(value)) return ill_formed;
  return {value, text.substr(at, length)};
}

bool is_ascii(std::string_view text) {
  unsigned char bits = 0;
  for (const char c : text)
    bits |= static_cast<unsigned char>(c);
  return bits < 0x80;
}

std::optional<size_t> invalid_utf8_at(std::string_view text) {
  if (is_ascii(text)) return std::nullopt;
  for (const Utf8Char c : Characters(text))
    if (!c.well_formed()) return static_cast<size_t>(c.bytes.data() - text.data());
  return std::nullopt;
}

std::u32string decode_utf8(std::string_view text) {
  std::u32string characters;
  characters.reserve(text.size());
  for (const Utf8Char c : Characters(text))
    characters.push_back(c.value);
  return characters;
}

std::string encode_utf8(std::u32string_view characters) {
  std::string text;
  text.reserve(characters.size());
  for (const char32_t c : characters)
    append_utf8(text, c);
  return text;
}

void append_utf8(std::string& text, char32_t c) {
  if (c > 0x10FFFF || is_surrogate(c)) {
    char number[16];
    std::snprintf(number, sizeof number, "U+%04X", static_cast<unsigned>(c));
    throw std::invalid_argument("encode_utf8: " + std::string(number) + " is not a character");
  }
  if (c < 0x80) {
    text.push_back(static_cast<char>(c));
    return;
  }
  const int length = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
  const unsigned mark =
      0xFF00u >> length & 0xFF;  // as many leading ones as bytes: 110, 1110, 11110
  text.push_back(static_cast<char>(mark | c >> 6 * (length - 1)));
  for (int shift = 6 * (length - 2); shift >= 0; shift -= 6)
    text.push_back(static_cast<char>(0x80 | (c >> shift & 0x3F)));
}

}  // namespace gloss
