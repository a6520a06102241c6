#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "core/io/utf8.h"

// Classes of characters, lower case and white space, without a locale. The properties of characters
// are in unicode.txt.

namespace gloss::translate {

enum class CharClass : uint8_t {
  kSpace,        // White_Space with no-break spaces, and U+001C to U+001F, as in Python
  kLetter,       // letters of scripts that separate words, and whatever is not listed elsewhere
  kDigit,        // decimal digits
  kMark,         // combining marks, variation selectors, joiners, the soft hyphen
  kIdeograph,    // Han characters, kana and bopomofo: written without spaces between words
  kPunctuation,  // punctuation, symbols, emoji, controls, private use
};

// Of a character beyond ASCII.
CharClass classify_other(char32_t character);

// The classes of ASCII.
inline constexpr std::array<CharClass, 0x80> kAsciiClasses = [] {
  std::array<CharClass, 0x80> classes;
  for (size_t c = 0; c < classes.size(); ++c) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    const bool space = c == ' ' || (c >= '\t' && c <= '\r') || (c >= 0x1C && c <= 0x1F);
    classes[c] = letter                 ? CharClass::kLetter
                 : c >= '0' && c <= '9' ? CharClass::kDigit
                 : space                ? CharClass::kSpace
                                        : CharClass::kPunctuation;
  }
  return classes;
}();

inline CharClass classify(char32_t c) {
  return c < kAsciiClasses.size() ? kAsciiClasses[c] : classify_other(c);
}

inline bool is_space(char32_t character) {
  return classify(character) == CharClass::kSpace;
}

inline bool is_word_char(char32_t character) {
  const CharClass kind = classify(character);
  return kind == CharClass::kLetter || kind == CharClass::kDigit || kind == CharClass::kMark;
}

// Whether a terminal shows the character in two columns.
bool is_wide(char32_t character);

// Lower case as in Python's str.lower() with Unicode 14: a capital sigma at the end of a word
// becomes the final small one, and İ becomes two characters. Ill-formed bytes stay.
std::string lowercase(std::string_view text);

// The small letter of a capital, if it is one character, and the capital of a small letter; any
// other character itself. Where several capitals have the same small letter (K and the Kelvin
// sign), it has the first of them.
char32_t small_letter(char32_t character);
char32_t capital_letter(char32_t character);

// The one character that is canonically the same as a base and a combining mark (e and U+0301: é),
// or 0; and the base and the mark of such a character, or zeros (Hangul syllables: always zeros).
char32_t compose(char32_t base, char32_t mark);
std::pair<char32_t, char32_t> decompose(char32_t character);

// Whether the text has nothing but white space.
bool is_blank(std::string_view text);

// Every run of white space becomes one space; none is left at either end.
std::string normalise_spaces(std::string_view text);

}  // namespace gloss::translate
