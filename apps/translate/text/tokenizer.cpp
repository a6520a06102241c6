#include "apps/translate/text/tokenizer.h"

#include <cstddef>
#include <utility>

#include "apps/translate/text/unicode.h"

namespace gloss::translate {

namespace {

constexpr std::string_view kJoiner = "\uFFED";
constexpr std::string_view kLiteralJoiner = "&joiner;";

bool is_hyphen(char32_t c) {
  return c == '-' || c == U'\u2010' || c == U'\u2011';
}
bool is_apostrophe(char32_t c) {
  return c == '\'' || c == U'\u2019';
}
bool is_decimal_separator(char32_t c) {
  return c == '.' || c == ',';
}

// “ and " are missing on purpose: either may close, depending on the language.
bool is_opening(char32_t c) {
  return std::u32string_view(U"([{¿¡„‚‹«「『（【《〈").find(c) != std::u32string_view::npos;
}

bool is_word_class(CharClass c) {
  return c == CharClass::kLetter || c == CharClass::kDigit;
}

// A place in a line and the character that stands there; the end of the line looks like a space.
class Cursor {
 public:
  explicit Cursor(std::string_view line) : line_(line) { look(); }

  bool done() const { return at_ == line_.size(); }
  size_t at() const { return at_; }
  char32_t character() const { return here_.value; }
  CharClass char_class() const { return class_; }

  void advance() {
    at_ += here_.length;
    look();
  }

  void skip(CharClass char_class) {
    while (!done() && class_ == char_class)
      advance();
  }

 private:
  void look() {
    here_ = done() ? Utf8Char{' ', 0} : char_at(line_, at_);
    class_ = classify(here_.value);
  }

  std::string_view line_;
  size_t at_ = 0;
  Utf8Char here_ = {};
  CharClass class_ = CharClass::kSpace;
};

// Moves to the end of the word that starts here.
void skip_word(Cursor& cursor) {
  for (;;) {
    const CharClass last = cursor.char_class();
    cursor.advance();
    cursor.skip(CharClass::kMark);
    if (is_word_class(cursor.char_class())) continue;

    // The word goes on behind a single hyphen, separator or apostrophe only if the same class of
    // character stands on both sides of it.
    const char32_t between = cursor.character();
    Cursor beyond = cursor;
    beyond.advance();
    if (beyond.char_class() != last) return;
    const bool letters = last == CharClass::kLetter;
    const bool elision = letters && is_apostrophe(between);
    if (!elision && !(letters ? is_hyphen(between) : is_decimal_separator(between))) return;
    cursor = beyond;
    if (elision) return;
  }
}

}  // namespace

std::vector<std::string> tokenize(std::string_view line) {
  std::vector<std::string> tokens;
  bool after_opening = false;
  Cursor cursor(line);
  for (;;) {
    const size_t end_of_last = cursor.at();
    cursor.skip(CharClass::kSpace);
    if (cursor.done()) return tokens;

    const bool touches = !tokens.empty() && cursor.at() == end_of_last;
    const bool is_word = is_word_class(cursor.char_class());
    std::string token;
    if (touches) (is_word || after_opening ? tokens.back() : token) += kJoiner;
    after_opening = is_opening(cursor.character());

    size_t begin = cursor.at();
    if (is_word) {
      skip_word(cursor);
    } else {
      cursor.advance();
      if (line.substr(begin, kJoiner.size()) == kJoiner) {
        token += kLiteralJoiner;
        begin = cursor.at();
      }
      cursor.skip(CharClass::kMark);
    }
    token.append(line, begin, cursor.at() - begin);
    tokens.push_back(std::move(token));
  }
}

std::string detokenize(std::span<const std::string> tokens) {
  std::string line;
  bool touches = true;  // no space before the first token
  for (std::string_view token : tokens) {
    if (token.starts_with(kJoiner)) {
      token.remove_prefix(kJoiner.size());
      touches = true;
    }
    if (!touches) line.push_back(' ');
    touches = token.ends_with(kJoiner);
    if (touches) token.remove_suffix(kJoiner.size());
    if (token.starts_with(kLiteralJoiner)) {
      line += kJoiner;
      token.remove_prefix(kLiteralJoiner.size());
    }
    line += token;
  }
  return line;
}

}  // namespace gloss::translate
