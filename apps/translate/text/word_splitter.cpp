#include "apps/translate/text/word_splitter.h"

#include <algorithm>
#include <string>
#include <vector>

#include "apps/translate/text/unicode.h"

namespace gloss::translate {
namespace {

// What cannot be cut: a character, or an entity.
struct Unit {
  size_t begin;  // of its bytes
  char32_t character;
  CharClass kind;
};

// The length in bytes of the entity at `at` ("&apos;", "&#124;"), or 0.
size_t entity_length(std::string_view text, size_t at) {
  constexpr size_t kLongest = 8;  // between & and ;
  const auto in_name = [](char c) {
    return c == '#' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  };
  if (text[at] != '&') return 0;
  const std::string_view name = text.substr(at + 1, kLongest + 1);
  const auto end = std::find_if_not(name.begin(), name.end(), in_name);
  const bool is_entity = end != name.begin() && end != name.end() && *end == ';';
  return is_entity ? static_cast<size_t>(end - name.begin()) + 2 : 0;
}

std::vector<Unit> units_of(std::string_view text) {
  std::vector<Unit> units;
  units.reserve(text.size());
  for (size_t at = 0; at < text.size();) {
    if (const size_t length = entity_length(text, at)) {
      units.push_back({at, '&', CharClass::kLetter});
      at += length;
    } else {
      const Utf8Char c = char_at(text, at);
      units.push_back({at, c.value, classify(c.value)});
      at += c.bytes.size();
    }
  }
  return units;
}

bool joins_letters(char32_t c) {
  return c == '-' || c == '\'' || c == U'\u2010' || c == U'\u2011' || c == U'\u2019';
}

}  // namespace

void for_each_word(std::string_view line, const std::function<void(std::string_view)>& visit) {
  const std::string text = " " + std::string(line);
  const std::vector<Unit> units = units_of(text);
  const size_t n = units.size();
  const auto is = [&](size_t i, CharClass kind) { return i < n && units[i].kind == kind; };
  const auto visit_units = [&](size_t begin, size_t end) {
    const size_t end_byte = end < n ? units[end].begin : text.size();
    visit(std::string_view(text).substr(units[begin].begin, end_byte - units[begin].begin));
  };
  for (size_t begin = 0, i = 0; begin < n; begin = i) {
    while (is(i, CharClass::kSpace))
      ++i;
    if (i > begin + 1) {
      visit_units(begin, i - 1);
      begin = i - 1;
    }
    if (i < n) {
      const CharClass kind = is(i, CharClass::kMark) ? CharClass::kLetter : units[i].kind;
      const auto between_letters = [&] {
        return kind == CharClass::kLetter && i < n && joins_letters(units[i].character) &&
               is(i + 1, CharClass::kLetter);
      };
      do
        ++i;
      while (is(i, kind) || is(i, CharClass::kMark) || between_letters());
    }
    visit_units(begin, i);
  }
}

}  // namespace gloss::translate
