#include "apps/translate/evaluation/tokenizer_13a.h"

#include <cstddef>

#include "apps/translate/text/unicode.h"

namespace gloss::translate {
namespace {

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (size_t at = 0; (at = text.find(from, at)) != text.npos; at += to.size())
    text.replace(at, from.size(), to);
}

bool is_symbol(char c) {
  return std::string_view("!\"#$%&()*+/:;<=>?@[\\]^_`{|}~").find(c) != std::string_view::npos;
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

void resolve_entities(std::string& text) {
  replace_all(text, "&quot;", "\"");
  replace_all(text, "&amp;", "&");  // before the next two: &amp;lt; ends as <
  replace_all(text, "&lt;", "<");
  replace_all(text, "&gt;", ">");
}

// The original is a sequence of regular expressions, among them ([^0-9])([.,]) and then
// ([.,])([^0-9]), each of which sets its point or comma apart. In a run of these the first
// expression consumes them in pairs, and one that is left over when a digit follows stays with
// the digit: a,5 is "a , 5" but a,,5 is "a , ,5".
std::string split_punctuation(std::string_view text) {
  std::string spaced;
  bool consumed = false;  // the character before is a point or comma at the end of such a pair
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool after_digit = i > 0 && is_digit(text[i - 1]);
    const bool before_digit = i + 1 < text.size() && is_digit(text[i + 1]);
    const bool is_mark = c == '.' || c == ',';
    consumed = is_mark && !after_digit && !consumed;
    if (is_symbol(c) || (c == '-' && after_digit) || (is_mark && (consumed || !before_digit))) {
      spaced.append({' ', c, ' '});
    } else {
      spaced += c;
    }
  }
  return normalise_spaces(spaced);
}

}  // namespace

std::string tokenize_13a(std::string_view line) {
  std::string text(line);
  replace_all(text, "<skipped>", "");
  resolve_entities(text);
  return split_punctuation(text);
}

std::string tokenize_tercom(std::string_view line) {
  std::string text(line);
  resolve_entities(text);
  for (size_t at = 0; (at = text.find("'s", at)) != text.npos; at += 2) {
    const char next = at + 2 < text.size() ? text[at + 2] : ' ';
    if (next == ' ' || is_symbol(next)) text.insert(at++, " ");
  }
  return split_punctuation(text);
}

}  // namespace gloss::translate
