#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace gloss {

inline constexpr char32_t kReplacementCharacter = 0xFFFD;

// One character of a text and the number of bytes that it takes there. A byte that belongs to no
// well-formed character (Unicode standard, table 3-7) is reported as U+FFFD of length 1. A genuine
// U+FFFD has length 3.
struct Utf8Char {
  char32_t value;
  size_t length;

  bool well_formed() const { return value != kReplacementCharacter || length != 1; }
};

// The character that starts at byte `at`, which must be below text.size().
Utf8Char char_at(std::string_view text, size_t at);

// The first byte that belongs to no well-formed character: a stray continuation byte, a truncated
// or overlong sequence, a surrogate or a value above U+10FFFF. Nothing if there is none.
std::optional<size_t> invalid_utf8_at(std::string_view text);

// All characters of a text. Each ill-formed byte becomes U+FFFD.
std::u32string decode_utf8(std::string_view text);

// Throw std::invalid_argument for surrogates and values above U+10FFFF.
std::string encode_utf8(std::u32string_view characters);
void append_utf8(std::string& text, char32_t character);

}  // namespace gloss
