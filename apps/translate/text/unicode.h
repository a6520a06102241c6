#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

// UTF-8, classes of characters, lower case and white space, without a locale. The properties of
// characters are in unicode.txt.

namespace gloss::translate {

// One character of a text and the bytes that it takes there. A byte that belongs to no well-formed
// character is a U+FFFD of one byte (a genuine U+FFFD has three), so that a caller that copies
// `bytes` keeps even ill-formed text as it was.
struct Utf8Char {
  char32_t value;
  std::string_view bytes;
};

// The character that starts at byte `at`, which must be below text.size().
Utf8Char char_at(std::string_view text, size_t at);

// All characters of a text: for (const Utf8Char c : Characters(text))
class Characters {
 public:
  class Iterator {
   public:
    Iterator(std::string_view text, size_t at) : text_(text), at_(at) { read(); }
    const Utf8Char& operator*() const { return here_; }
    bool operator==(const Iterator& other) const { return at_ == other.at_; }
    Iterator& operator++() {
      at_ += here_.bytes.size();
      read();
      return *this;
    }

   private:
    void read() {
      if (at_ == text_.size()) return;
      const auto byte = static_cast<unsigned char>(text_[at_]);
      here_ = byte < 0x80 ? Utf8Char{byte, text_.substr(at_, 1)} : char_at(text_, at_);
    }

    std::string_view text_;
    size_t at_;
    Utf8Char here_ = {};
  };

  explicit Characters(std::string_view text) : text_(text) {}
  Iterator begin() const { return {text_, 0}; }
  Iterator end() const { return {text_, text_.size()}; }

 private:
  std::string_view text_;
};

// The offset of the first byte that does not start a well-formed character: stray continuation
// bytes, truncated or overlong sequences, surrogates and values above U+10FFFF. Nothing if the text
// is valid.
std::optional<size_t> invalid_utf8_at(std::string_view text);

// All characters of a text and back. Every ill-formed byte decodes to U+FFFD; surrogates and values
// above U+10FFFF cannot be encoded: std::invalid_argument.
std::u32string decode_utf8(std::string_view text);
std::string encode_utf8(std::u32string_view characters);
void append_utf8(std::string& text, char32_t character);

enum class CharClass {
  kSpace,        // White_Space with no-break spaces, and U+001C to U+001F, as in Python
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

// Lower case as in Python's str.lower() with Unicode 14: a capital sigma at the end of a word
// becomes the final small one, and İ becomes two characters. Ill-formed bytes stay.
std::string lowercase(std::string_view text);

// Whether the text has nothing but white space.
bool is_blank(std::string_view text);

// Every run of white space becomes one space; none is left at either end.
std::string normalise_spaces(std::string_view text);

}  // namespace gloss::translate
