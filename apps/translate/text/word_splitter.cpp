#include "apps/translate/text/word_splitter.h"

#include <algorithm>
#include <optional>

#include "apps/translate/text/unicode.h"

namespace gloss::translate {
namespace {

// What cannot be cut: a character, or an entity, which counts as a letter. Nothing at the end.
struct Unit {
  char32_t character = 0;
  size_t length = 0;
  std::optional<CharClass> kind;
};

// The bytes of the entity at `at` ("&apos;", "&#124;"), or 0.
size_t entity_length(std::string_view text, size_t at) {
  constexpr size_t kLongest = 8;  // between & and ;
  const auto in_name = [](char c) {
    return c == '#' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  };
  const std::string_view name = text.substr(at + 1, kLongest + 1);
  const auto end = std::find_if_not(name.begin(), name.end(), in_name);
  return end == name.begin() || end == name.end() || *end != ';'
             ? 0
             : static_cast<size_t>(end - name.begin()) + 2;
}

Unit unit_at(std::string_view text, size_t at) {
  if (at >= text.size()) return {};
  if (text[at] == '&') {
    if (const size_t length = entity_length(text, at)) return {'&', length, CharClass::kLetter};
  }
  const Utf8Char c = char_at(text, at);
  return {c.value, c.length, classify(c.value)};
}

bool joins_letters(char32_t c) {
  return c == '-' || c == '\'' || c == U'\u2010' || c == U'\u2011' || c == U'\u2019';
}

}  // namespace

std::string_view next_word(std::string_view text, size_t at) {
  size_t end = at;
  Unit unit = unit_at(text, end);
  if (unit.kind == CharClass::kSpace) {
    size_t last = at;  // where the run's last white space starts
    for (; unit.kind == CharClass::kSpace; unit = unit_at(text, end)) {
      last = end;
      end += unit.length;
    }
    if (last > at) return text.substr(at, last - at);
    if (!unit.kind) return text.substr(at);
  }
  const CharClass kind = unit.kind == CharClass::kMark ? CharClass::kLetter : *unit.kind;
  for (;;) {
    end += unit.length;
    unit = unit_at(text, end);
    if (unit.kind == kind || unit.kind == CharClass::kMark) continue;
    const bool between_letters = kind == CharClass::kLetter && joins_letters(unit.character) &&
                                 unit_at(text, end + unit.length).kind == CharClass::kLetter;
    if (!between_letters) return text.substr(at, end - at);
  }
}

}  // namespace gloss::translate
