#include "apps/translate/text/case_marks.h"

#include <algorithm>
#include <utility>

#include "apps/translate/text/tokenizer.h"
#include "apps/translate/text/unicode.h"

namespace gloss::translate {
namespace {

bool is_capital(char32_t c) {
  return small_letter(c) != c;
}

bool has_capital(std::string_view word) {
  for (const Utf8Char c : Characters(word))
    if (is_capital(c.value)) return true;
  return false;
}

std::string small_letters(std::string_view line) {
  std::string small;
  for (const Utf8Char c : Characters(line))
    is_capital(c.value) ? append_utf8(small, small_letter(c.value)) : void(small += c.bytes);
  return small;
}

// Whether a mark can replace the capital: the small letter determines it, and no capital follows.
bool is_single_capital(const Utf8Char& c, std::string_view rest) {
  return is_capital(c.value) && capital_letter(small_letter(c.value)) == c.value &&
         (rest.empty() || !is_capital(char_at(rest, 0).value));
}

}  // namespace

void for_each_marked_word(std::string_view line,
                          const std::function<void(CaseMark mark, std::string_view word)>& visit) {
  if (is_all_capitals(line)) {
    CaseMark mark = CaseMark::kAllCapitals;
    for_each_word(small_letters(line), [&](std::string_view word) {
      visit(mark, word);
      mark = CaseMark::kNone;
    });
    return;
  }
  for_each_word(line, [&](std::string_view word) { for_each_marked_part(word, visit); });
}

bool is_all_capitals(std::string_view line) {
  int capitals = 0;
  for (const Utf8Char c : Characters(line)) {
    if (capital_letter(small_letter(c.value)) != c.value) return false;  // a small letter
    if (is_capital(c.value)) ++capitals;
  }
  return capitals >= 2;
}

void for_each_marked_part(std::string_view word,
                          const std::function<void(CaseMark mark, std::string_view part)>& visit) {
  if (!has_capital(word)) return visit(CaseMark::kNone, word);
  CaseMark mark = CaseMark::kNone;
  std::string part;
  bool after_letter = false;
  for (const Utf8Char c : Characters(word)) {
    const auto next = static_cast<size_t>(c.bytes.data() + c.bytes.size() - word.data());
    if (!after_letter && is_single_capital(c, word.substr(next))) {
      if (!part.empty() && part != " ") visit(mark, std::exchange(part, ""));
      mark = CaseMark::kCapital;
      append_utf8(part, small_letter(c.value));
    } else {
      part += c.bytes;
    }
    const CharClass kind = classify(c.value);
    after_letter = kind == CharClass::kLetter || kind == CharClass::kMark;
  }
  visit(mark, part);
}

std::string restore_capitals(std::string_view line, std::span<const size_t> positions, bool all) {
  std::string restored;
  auto next = positions.begin();
  bool capital = false;
  for (const Utf8Char c : Characters(line)) {
    const auto at = static_cast<size_t>(c.bytes.data() - line.data());
    for (; next != positions.end() && *next <= at; ++next)
      capital = true;
    const char32_t letter = all || capital ? capital_letter(c.value) : c.value;
    letter != c.value ? append_utf8(restored, letter) : void(restored += c.bytes);
    if (c.value != ' ' && c.value != U'▁') capital = false;
  }
  return restored;
}

JoinedTokens join_case_marks(std::span<const std::string> tokens) {
  const bool all = std::ranges::find(tokens, kAllCapitalsPiece) != tokens.end();
  JoinedTokens joined;
  std::vector<size_t> capital;  // {0} if a mark stands before the next letter
  for (const std::string& token : tokens) {
    joined.group.push_back(joined.tokens.size());
    if (token == kCapitalPiece) capital = {0};
    if (token == kCapitalPiece || token == kAllCapitalsPiece) continue;
    // "<0xC3>" and "<unk>" have no capitals, and no other piece has a letter behind a "<".
    joined.tokens.push_back(token.starts_with('<') ? token : restore_capitals(token, capital, all));
    if (token != "▁") capital.clear();
  }
  joined.group.push_back(joined.tokens.size());
  return joined;
}

}  // namespace gloss::translate
