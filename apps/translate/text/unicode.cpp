#include "apps/translate/text/unicode.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <sstream>
#include <vector>

namespace gloss::translate {
namespace {

using namespace std::string_view_literals;

// The text of unicode.txt, as a raw string literal that the build writes.
constexpr std::string_view kText[] = {
#include "unicode.txt.inc"
};

constexpr char32_t kCapitalSigma = U'Σ', kSmallSigma = U'σ', kFinalSigma = U'ς';
constexpr char32_t kCapitalDottedI = U'İ';

struct Range {
  char32_t first, last, step;
  int32_t difference;  // from a capital to its small letter
};
using Ranges = std::vector<Range>;  // ascending

enum Property {
  kSpaces,
  kDigits,
  kMarks,
  kIdeographs,
  kPunctuations,
  kLower,
  kIgnored,
  kCased,
  kWide
};
constexpr std::array kProperties = {"space"sv,     "digit"sv,       "mark"sv,
                                    "ideograph"sv, "punctuation"sv, "lower"sv,
                                    "ignored"sv,   "cased"sv,       "wide"sv};
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

bool is_wide(char32_t c) {
  return find(kWide, c) != nullptr;
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
