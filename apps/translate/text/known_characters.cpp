#include "apps/translate/text/known_characters.h"

#include <utility>

#include "apps/translate/text/unicode.h"

namespace gloss::translate {
namespace {

bool is_printable_ascii(char32_t c) {
  return c >= ' ' && c < 0x7F;
}

// Controls, joiners, marks of direction, variation selectors, the byte-order mark.
bool is_invisible(char32_t c) {
  return c < ' ' || (c >= 0x7F && c < 0xA0) || c == 0xAD || c == 0x61C || c == 0x180E ||
         (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) ||
         (c >= 0x2060 && c <= 0x206F) || (c >= 0xFE00 && c <= 0xFE0F) || c == 0xFEFF;
}

// What a keyboard has for a typographic character; empty for others.
std::u32string_view as_typed(char32_t c) {
  static constexpr std::pair<std::u32string_view, std::u32string_view> kTyped[] = {
      {U"‘’‚‛′ʼ´", U"'"}, {U"“”„‟″«»", U"\""}, {U"‐‑‒–—―−", U"-"}, {U"…", U"..."}, {U"ﬀ", U"ff"},
      {U"ﬁ", U"fi"},      {U"ﬂ", U"fl"},       {U"ﬃ", U"ffi"},     {U"ﬄ", U"ffl"}};
  for (const auto& [characters, typed] : kTyped)
    if (characters.find(c) != characters.npos) return typed;
  return {};
}

}  // namespace

KnownCharacters::KnownCharacters(const Vocabulary& vocabulary) {
  for (int32_t id = models::kReservedIds; id < vocabulary.size(); ++id)
    for (const Utf8Char c : Characters(vocabulary.token(id)))
      characters_.insert(c.value);
}

// A vocabulary may hold small letters only.
bool KnownCharacters::knows(char32_t c) const {
  return is_printable_ascii(c) || characters_.contains(c) || characters_.contains(small_letter(c));
}

std::string KnownCharacters::rewrite(std::string_view line) const {
  std::u32string text;
  bool after_space = false;
  for (const Utf8Char c : Characters(line)) {
    const bool space = c.value == U' ' || (is_space(c.value) && !knows(c.value));
    if (!space) {
      if (after_space && !text.empty()) text += U' ';
      if (knows(c.value))
        text += c.value;
      else
        append(text, c.value);
    }
    after_space = space;
  }
  return encode_utf8(text);
}

void KnownCharacters::append(std::u32string& text, char32_t c) const {
  constexpr char32_t kFirstFullwidth = U'！', kLastFullwidth = U'～';  // copies of "!" to "~"
  if (is_invisible(c)) return;
  if (const auto typed = as_typed(c); !typed.empty()) {
    text += typed;
  } else if (c >= kFirstFullwidth && c <= kLastFullwidth) {
    text += c - kFirstFullwidth + U'!';
  } else if (const char32_t whole = text.empty() ? 0 : compose(text.back(), c);
             whole != 0 && knows(whole)) {
    text.back() = whole;
  } else if (const auto [base, mark] = decompose(c); base != 0 && knows(base) && knows(mark)) {
    text += base;
    text += mark;
  } else {
    text += c;
  }
}

}  // namespace gloss::translate
