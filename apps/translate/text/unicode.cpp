#include "apps/translate/text/unicode.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <sstream>
#include <stdexcept>
#include <vector>

namespace gloss::translate {
namespace {

using namespace std::string_view_literals;

// The text of unicode.txt, as a raw string literal that the build writes.
constexpr std::string_view kText[] = {
#include "unicode.txt.inc"
};

constexpr char32_t kReplacement = 0xFFFD;
constexpr char32_t kCapitalSigma = U'Σ', kSmallSigma = U'σ', kFinalSigma = U'ς';
constexpr char32_t kCapitalDottedI = U'İ';

bool is_surrogate(char32_t c) {
  return c >= 0xD800 && c <= 0xDFFF;
}

struct Range {
  char32_t first, last, step;
  int32_t difference;  // from a capital to its small letter
};
using Ranges = std::vector<Range>;  // ascending

enum Property { kSpaces, kDigits, kMarks, kIdeographs, kPunctuations, kLower, kIgnored, kCased };
constexpr std::array kProperties = {"space"sv,       "digit"sv, "mark"sv,    "ideograph"sv,
                                    "punctuation"sv, "lower"sv, "ignored"sv, "cased"sv};
using Tables = std::array<Ranges, kProperties.size()>;

Tables read_tables() {
  static_assert(std::size(kText) == 1);
  Tables tables;
  std::istringstream lines{std::string(kText[0])};
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string name;
    words >> name;
    const auto property = std::ranges::find(kProperties, name);
    if (property == kProperties.end()) continue;  // a comment
    uint32_t first = 0, last = 0, step = 1;
    int32_t difference = 0;
    words >> std::hex >> first >> last >> std::dec >> step >> difference;
    tables[static_cast<size_t>(property - kProperties.begin())].push_back(
        {first, last, std::max(step, 1U), difference});
  }
  return tables;
}

// The range of the property that the character is in, or nullptr.
const Range* find(Property property, char32_t c) {
  static const Tables tables = read_tables();
  const Ranges& ranges = tables[property];
  const auto range = std::ranges::lower_bound(ranges, c, {}, &Range::last);
  const bool inside =
      range != ranges.end() && c >= range->first && (c - range->first) % range->step == 0;
  return inside ? &*range : nullptr;
}

// What a character next to a capital sigma says about the end of a word.
enum class Cased { kYes, kNo, kIgnored };

Cased cased(char32_t c) {
  if (c < 0x80) {
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) return Cased::kYes;
    return U"'.:^`"sv.find(c) != std::u32string_view::npos ? Cased::kIgnored : Cased::kNo;
  }
  if (find(kIgnored, c)) return Cased::kIgnored;
  return find(kCased, c) ? Cased::kYes : Cased::kNo;
}

// Whether the first character that is not ignored is cased.
bool begins_cased(std::string_view text) {
  for (const Utf8Char c : Characters(text))
    if (const Cased kind = cased(c.value); kind != Cased::kIgnored) return kind == Cased::kYes;
  return false;
}

}  // namespace

Utf8Char char_at(std::string_view text, size_t at) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  const Utf8Char bad{kReplacement, text.substr(at, 1)};
  const unsigned char lead = byte(at);
  if (lead < 0x80) return {lead, text.substr(at, 1)};
  if (lead < 0xC2 || lead > 0xF4) return bad;

  const size_t length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  if (text.size() - at < length) return bad;
  char32_t value = lead & (0xFFu >> (length + 1));  // the lead byte's payload
  for (size_t i = 1; i < length; ++i) {
    if ((byte(at + i) & 0xC0) != 0x80) return bad;
    value = (value << 6) | (byte(at + i) & 0x3F);
  }
  const char32_t smallest = length == 2 ? 0x80 : length == 3 ? 0x800 : 0x10000;
  if (value < smallest || value > 0x10FFFF || is_surrogate(value)) return bad;
  return {value, text.substr(at, length)};
}

std::optional<size_t> invalid_utf8_at(std::string_view text) {
  for (const Utf8Char c : Characters(text)) {
    if (c.value == kReplacement && c.bytes.size() == 1)
      return static_cast<size_t>(c.bytes.data() - text.data());
  }
  return std::nullopt;
}

std::u32string decode_utf8(std::string_view text) {
  std::u32string characters;
  characters.reserve(text.size());
  for (const Utf8Char c : Characters(text))
    characters.push_back(c.value);
  return characters;
}

std::string encode_utf8(std::u32string_view characters) {
  std::string text;
  text.reserve(characters.size());
  for (const char32_t c : characters)
    append_utf8(text, c);
  return text;
}

void append_utf8(std::string& text, char32_t c) {
  if (c > 0x10FFFF || is_surrogate(c)) {
    char number[16];
    std::snprintf(number, sizeof number, "U+%04X", static_cast<unsigned>(c));
    throw std::invalid_argument("encode_utf8: " + std::string(number) + " is not a character");
  }
  if (c < 0x80) {
    text.push_back(static_cast<char>(c));
    return;
  }
  // The lead byte says how many continuation bytes of six bits follow.
  const int continuations = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
  constexpr char32_t kLead[] = {0, 0xC0, 0xE0, 0xF0};
  text.push_back(static_cast<char>(kLead[continuations] | (c >> (6 * continuations))));
  for (int i = continuations - 1; i >= 0; --i)
    text.push_back(static_cast<char>(0x80 | ((c >> (6 * i)) & 0x3F)));
}

CharClass classify(char32_t c) {
  using enum CharClass;
  if (c < 0x80) {
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) return kLetter;
    if (c >= '0' && c <= '9') return kDigit;
    const bool space = c == ' ' || (c >= '\t' && c <= '\r') || (c >= 0x1C && c <= 0x1F);
    return space ? kSpace : kPunctuation;
  }
  if (find(kSpaces, c)) return kSpace;
  if (find(kDigits, c)) return kDigit;
  if (find(kMarks, c)) return kMark;
  if (find(kIdeographs, c)) return kIdeograph;
  return find(kPunctuations, c) ? kPunctuation : kLetter;
}

std::string lowercase(std::string_view text) {
  std::string lowered;
  lowered.reserve(text.size());
  bool after_cased = false;  // a cased character stands before, perhaps with ignored ones between
  for (const Utf8Char c : Characters(text)) {
    const char* const end = c.bytes.data() + c.bytes.size();
    const std::string_view rest(end, static_cast<size_t>(text.data() + text.size() - end));
    if (c.value < 0x80) {
      lowered += c.value >= 'A' && c.value <= 'Z' ? static_cast<char>(c.value + 32) : c.bytes[0];
    } else if (c.value == kCapitalSigma) {
      append_utf8(lowered, after_cased && !begins_cased(rest) ? kFinalSigma : kSmallSigma);
    } else if (c.value == kCapitalDottedI) {
      lowered += "i\u0307";
    } else if (const Range* range = find(kLower, c.value)) {
      append_utf8(lowered,
                  static_cast<char32_t>(static_cast<int32_t>(c.value) + range->difference));
    } else {
      lowered += c.bytes;
    }
    if (const Cased kind = cased(c.value); kind != Cased::kIgnored)
      after_cased = kind == Cased::kYes;
  }
  return lowered;
}

bool is_blank(std::string_view text) {
  for (const Utf8Char c : Characters(text))
    if (!is_space(c.value)) return false;
  return true;
}

std::string normalise_spaces(std::string_view text) {
  std::string normalised;
  normalised.reserve(text.size());
  bool after_space = false;
  for (const Utf8Char c : Characters(text)) {
    const bool space = is_space(c.value);
    if (!space) {
      if (after_space && !normalised.empty()) normalised.push_back(' ');
      normalised += c.bytes;
    }
    after_space = space;
  }
  return normalised;
}

}  // namespace gloss::translate
