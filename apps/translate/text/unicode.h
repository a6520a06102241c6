#pragma once

#include <string>
#include <string_view>

#include "core/io/utf8.h"

// As much of Unicode as splitting and lower-casing sentences needs, without a locale: six classes
// of characters, and lower case for the scripts of Europe.

namespace gloss::translate {

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
