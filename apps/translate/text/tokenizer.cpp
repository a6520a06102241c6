#include "apps/translate/text/tokenizer.h"

#include <algorithm>
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

// The length in bytes of the entity that starts with the & at `at` ("&apos;", "&#124;"), or 0.
size_t entity_length(std::string_view text, size_t at) {
  constexpr size_t kLongest = 8;  // between & and ;
  const auto in_name = [](char c) {
    return c == '#' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  };
  const std::string_view name = text.substr(at + 1, kLongest + 1);
  const auto end = std::find_if_not(name.begin(), name.end(), in_name);
  const bool is_entity = end != name.begin() && end != name.end() && *end == ';';
  return is_entity ? static_cast<size_t>(end - name.begin()) + 2 : 0;
}

// A character or an entity: 8 bytes, since all text passes through here.
struct Unit {
  char32_t value;
  uint8_t size;  // in bytes
  CharClass kind;
};

// At the end of the text a space without bytes.
inline Unit unit_at(std::string_view text, size_t at) {
  if (at >= text.size()) return {' ', 0, CharClass::kSpace};
  const auto byte = static_cast<unsigned char>(text[at]);
  if (byte < 0x80) return {byte, 1, kAsciiClasses[byte]};
  const Utf8Char c = char_at(text, at);
  return {c.value, static_cast<uint8_t>(c.bytes.size()), classify(c.value)};
}

// The units of a line. Two spaces follow, so that the character after the next one exists. The
// thread's next line overwrites them: an allocation for each line would cost more than the units.
const std::vector<Unit>& units_of(std::string_view line) {
  thread_local std::vector<Unit> units;
  units.clear();
  for (size_t at = 0; at < line.size(); at += units.back().size)
    units.push_back(unit_at(line, at));
  units.resize(units.size() + 2, unit_at("", 0));
  return units;
}

// The index after the word that starts at index i.
size_t end_of_word(const std::vector<Unit>& units, size_t i) {
  for (;;) {
    const CharClass kind = units[i].kind;
    ++i;
    while (units[i].kind == CharClass::kMark)
      ++i;
    if (is_word_class(units[i].kind)) continue;

    // The word continues after a single hyphen, separator or apostrophe only if the same class of
    // character stands on both sides of it.
    if (units[i + 1].kind != kind) return i;
    const char32_t between = units[i].value;
    const bool letters = kind == CharClass::kLetter;
    if (letters && is_apostrophe(between)) return i + 1;
    if (!(letters ? is_hyphen(between) : is_decimal_separator(between))) return i;
    ++i;
  }
}

// Calls visit(begin, end, whether it touches the token before) for each token of the units.
template <class Visit>
void for_each_token(const std::vector<Unit>& units, const Visit& visit) {
  const size_t end_of_line = units.size() - 2;
  for (size_t i = 0;;) {
    const size_t end_of_last = i;
    while (i < end_of_line && units[i].kind == CharClass::kSpace)
      ++i;
    if (i == end_of_line) return;
    const size_t begin = i;
    if (is_word_class(units[i].kind)) {
      i = end_of_word(units, i);
    } else {
      ++i;
      while (units[i].kind == CharClass::kMark)
        ++i;
    }
    visit(begin, i, end_of_last > 0 && begin == end_of_last);
  }
}

}  // namespace

std::vector<std::string> tokenize(std::string_view line) {
  std::vector<std::string> tokens;
  bool after_opening = false;
  const std::vector<Unit>& units = units_of(line);
  size_t next = 0, at = 0;  // the unit after the last token, and its first byte
  for_each_token(units, [&](size_t begin, size_t end, bool touches) {
    const bool is_word = is_word_class(units[begin].kind);
    std::string token;
    if (touches) (is_word || after_opening ? tokens.back() : token) += kJoiner;
    after_opening = is_opening(units[begin].value);
    for (; next < end; at += units[next++].size) {
      const std::string_view bytes = line.substr(at, units[next].size);
      if (next >= begin) token += bytes == kJoiner ? kLiteralJoiner : bytes;
    }
    tokens.push_back(std::move(token));
  });
  return tokens;
}

int64_t count_tokens(std::string_view line) {
  int64_t count = 0;
  for_each_token(units_of(line), [&](size_t, size_t, bool) { ++count; });
  return count;
}

bool has_more_tokens(std::string_view line, int64_t limit) {
  // A token starts with a byte that is no ASCII letter or digit, after one, or with the line.
  const auto others = std::ranges::count_if(line, [](char c) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    const bool digit = c >= '0' && c <= '9';
    return !letter && !digit;
  });
  return 1 + 2 * others > limit && count_tokens(line) > limit;
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

std::string as_copied(std::string_view token) {
  std::string_view bare = token;
  if (bare.starts_with(kJoiner)) bare.remove_prefix(kJoiner.size());
  if (bare.ends_with(kJoiner)) bare.remove_suffix(kJoiner.size());
  const bool punctuation =
      !bare.empty() && classify(char_at(bare, 0).value) == CharClass::kPunctuation;
  return std::string(punctuation ? token : bare);
}

void for_each_word(std::string_view line, const std::function<void(std::string_view)>& visit) {
  std::string text;
  text.reserve(line.size() + 1);
  text.append(1, ' ').append(line);
  std::vector<std::string_view> words;
  split_words(text, words);
  for (const std::string_view word : words)
    visit(word);
}

void split_words(std::string_view text, std::vector<std::string_view>& words) {
  words.clear();
  const auto read = [&](size_t at) {
    const size_t entity = at < text.size() && text[at] == '&' ? entity_length(text, at) : 0;
    return entity > 0 ? Unit{'&', static_cast<uint8_t>(entity), CharClass::kLetter}
                      : unit_at(text, at);
  };
  size_t at = 0;
  Unit unit = read(at);
  const auto advance = [&] {
    at += unit.size;
    unit = read(at);
  };
  for (size_t begin = 0; begin < text.size(); begin = at) {
    size_t last_space = begin;
    for (; unit.kind == CharClass::kSpace && at < text.size(); advance())
      last_space = at;
    if (last_space > begin) {
      words.push_back(text.substr(begin, last_space - begin));
      begin = last_space;
    }
    if (at < text.size()) {
      const CharClass kind = unit.kind == CharClass::kMark ? CharClass::kLetter : unit.kind;
      const auto between_letters = [&] {
        return kind == CharClass::kLetter && (is_hyphen(unit.value) || is_apostrophe(unit.value)) &&
               read(at + unit.size).kind == CharClass::kLetter;
      };
      do
        advance();
      while (unit.kind == kind || unit.kind == CharClass::kMark || between_letters());
    }
    words.push_back(text.substr(begin, at - begin));
  }
}

}  // namespace gloss::translate
