#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace gloss {

inline constexpr char32_t kReplacementCharacter = 0xFFFD;

// One character of a text and the bytes that it takes there. A byte that belongs to no well-formed
// character (Unicode standard, table 3-7) is a U+FFFD of one byte. A genuine U+FFFD has three.
struct Utf8Char {
  char32_t value;
  std::string_view bytes;

  bool well_formed() const { return value != kReplacementCharacter || bytes.size() != 1; }
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

// Whether all bytes are below 0x80. Looks at all of them: vector instructions do that faster than a
// loop that may end early.
bool is_ascii(std::string_view text);

// The first byte that belongs to no well-formed character: a stray continuation byte, a truncated
// or overlong sequence, a surrogate or a value above U+10FFFF. Nothing if there is none.
std::optional<size_t> invalid_utf8_at(std::string_view text);

// All characters of a text. Each ill-formed byte becomes U+FFFD.
std::u32string decode_utf8(std::string_view text);

// Throw std::invalid_argument for surrogates and values above U+10FFFF.
std::string encode_utf8(std::u32string_view characters);
void append_utf8(std::string& text, char32_t character);

}  // namespace gloss
