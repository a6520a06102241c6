#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

// As much of Unicode as splitting and lower-casing sentences needs, without a locale: UTF-8, six
// classes of characters, and lower case for the scripts of Europe.

namespace gloss::translate {

// One character of a text and the number of bytes it takes there. A byte that belongs to no
// well-formed character is reported as U+FFFD of length 1 (a genuine U+FFFD has length 3), so that
// callers that copy `length` bytes at a time keep even broken text as it was.
struct Utf8Char {
  char32_t value;
  size_t length;
};

// The character that starts at byte `at`, which must be below text.size().
Utf8Char char_at(std::string_view text, size_t at);

// The first byte that does not start a well-formed character: stray continuation bytes, truncated
// or overlong sequences, surrogates and values above U+10FFFF. Nothing if the text is valid.
std::optional<size_t> invalid_utf8_at(std::string_view text);

// All characters of a text and back. Every ill-formed byte decodes to U+FFFD; surrogates and values
// above U+10FFFF cannot be encoded: std::invalid_argument.
std::u32string decode_utf8(std::string_view text);
std::string encode_utf8(std::u32string_view characters);
void append_utf8(std::string& text, char32_t character);

enum class CharClass {
  kSpace,        // everything with the property White_Space, no-break spaces among them
  kLetter,       // letters of scripts that separate words, and whatever is not listed elsewhere
  kDigit,        // decimal digits
  kMark,         // combining marks, variation selectors, joiners, the soft hyphen
  kIdeograph,    // Han characters, kana and bopomofo: written without spaces between words
  kPunctuation,  // punctuation, symbols, emoji, controls, private use
};

CharClass classify(char32_t character);

inline bool is_space(char32_t character) {
  return classify(character) == CharClass::kSpace;
}

// Lower case one character at a time: Latin, modern Greek, Cyrillic, Armenian and full-width
// letters. Context is ignored, so a final capital sigma becomes the ordinary small one.
char32_t lowercase(char32_t character);
std::string lowercase(std::string_view text);

// Every run of white space becomes one space; none is left at either end.
std::string normalise_spaces(std::string_view text);

}  // namespace gloss::translate
