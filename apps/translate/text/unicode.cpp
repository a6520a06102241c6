#include "apps/translate/text/unicode.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <sstream>
#include <utility>
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

// The ranges of a property in unicode.txt.
Ranges ranges_of(const std::string& property) {
  static_assert(std::size(kText) == 1);
  Ranges ranges;
  std::istringstream lines{std::string(kText[0])};
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with(property + ' ')) continue;
    std::istringstream numbers(line.substr(property.size()));
    uint32_t first = 0, last = 0, step = 1;
    int32_t difference = 0;
    numbers >> std::hex >> first >> last >> std::dec >> step >> difference;
    ranges.push_back({first, last, std::max(step, 1U), difference});
  }
  return ranges;
}

// The range that the character is in, or nullptr.
const Range* find(const Ranges& ranges, char32_t c) {
  const auto range = std::ranges::lower_bound(ranges, c, {}, &Range::last);
  const bool inside =
      range != ranges.end() && c >= range->first && (c - range->first) % range->step == 0;
  return inside ? &*range : nullptr;
}

// Characters that are canonically the same as a base and a combining mark, by base and mark.
using Compositions = std::map<std::pair<char32_t, char32_t>, char32_t>;

const Compositions& compositions() {
  static const Compositions all = [] {
    Compositions read;
    std::istringstream lines{std::string(kText[0])};
    for (std::string line; std::getline(lines, line);) {
      if (!line.starts_with("compose ")) continue;
      std::istringstream fields(line.substr(line.find(' ')));
      uint32_t mark = 0;
      std::string pairs;
      fields >> std::hex >> mark >> pairs;
      const std::u32string characters = decode_utf8(pairs);
      for (size_t i = 0; i + 1 < characters.size(); i += 2)
        read.emplace(std::pair(characters[i], mark), characters[i + 1]);
    }
    return read;
  }();
  return all;
}

// What a character next to a capital sigma says about the end of a word.
enum class Cased { kYes, kNo, kIgnored };

Cased cased(char32_t c) {
  if (c < 0x80) {
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) return Cased::kYes;
    return U"'.:^`"sv.find(c) != std::u32string_view::npos ? Cased::kIgnored : Cased::kNo;
  }
  static const Ranges ignored = ranges_of("ignored"), cased = ranges_of("cased");
  if (find(ignored, c)) return Cased::kIgnored;
  return find(cased, c) ? Cased::kYes : Cased::kNo;
}

// Whether the first character that is not ignored is cased.
bool begins_cased(std::string_view text) {
  for (const Utf8Char c : Characters(text))
    if (const Cased kind = cased(c.value); kind != Cased::kIgnored) return kind == Cased::kYes;
  return false;
}

// Whether the text is ASCII with single spaces inside, as most lines are. A loop without branches,
// which the compiler turns into vector instructions: an end of a word cannot be predicted.
bool has_single_spaces(std::string_view text) {
  unsigned char other = !text.empty() && (text.front() <= ' ' || text.back() <= ' ');
  for (size_t i = 1; i < text.size(); ++i) {
    other |= text[i] < ' ';
    other |= std::max(text[i - 1], text[i]) <= ' ';
  }
  return other == 0;
}

}  // namespace

// Characters up to U+FFFF, which nearly all texts consist of, have a table.
CharClass classify_other(char32_t c) {
  using enum CharClass;
  static const std::pair<CharClass, Ranges> kRanges[] = {{kSpace, ranges_of("space")},
                                                         {kDigit, ranges_of("digit")},
                                                         {kMark, ranges_of("mark")},
                                                         {kIdeograph, ranges_of("ideograph")},
                                                         {kPunctuation, ranges_of("punctuation")}};
  static const std::vector<CharClass> table = [] {
    std::vector<CharClass> classes(0x10000, kLetter);
    for (size_t r = std::size(kRanges); r-- > 0;)  // the first range decides
      for (const Range& range : kRanges[r].second)
        for (size_t i = range.first; i <= range.last && i < classes.size(); i += range.step)
          classes[i] = kRanges[r].first;
    return classes;
  }();
  if (c < table.size()) return table[c];
  for (const auto& [kind, ranges] : kRanges)
    if (find(ranges, c)) return kind;
  return kLetter;
}

bool is_wide(char32_t c) {
  static const Ranges wide = ranges_of("wide");
  return find(wide, c) != nullptr;
}

char32_t small_letter(char32_t c) {
  if (c < 0x80) return c >= 'A' && c <= 'Z' ? c + 32 : c;
  static const Ranges capitals = ranges_of("lower");
  const Range* const range = find(capitals, c);
  return range ? static_cast<char32_t>(static_cast<int32_t>(c) + range->difference) : c;
}

char32_t capital_letter(char32_t c) {
  if (c < 0x80) return c >= 'a' && c <= 'z' ? c - 32 : c;
  static const std::map<char32_t, char32_t> capitals = [] {
    constexpr char32_t kEnd = 0x20000;  // of the scripts that have capitals
    std::map<char32_t, char32_t> of_small;
    for (char32_t capital = 0x80; capital < kEnd; ++capital)
      if (const char32_t small = small_letter(capital); small >= 0x80 && small != capital)
        of_small.emplace(small, capital);  // keeps the first
    return of_small;
  }();
  const auto found = capitals.find(c);
  return found == capitals.end() ? c : found->second;
}

char32_t compose(char32_t base, char32_t mark) {
  // Hangul syllables are numbered by their parts (Unicode standard, section 3.12).
  constexpr char32_t kSyllable = 0xAC00, kLeading = 0x1100, kVowel = 0x1161, kTrailing = 0x11A7;
  constexpr char32_t kLeadings = 19, kVowels = 21, kTrailings = 28;
  if (base >= kLeading && base < kLeading + kLeadings && mark >= kVowel && mark < kVowel + kVowels)
    return kSyllable + ((base - kLeading) * kVowels + (mark - kVowel)) * kTrailings;
  const bool open_syllable = base >= kSyllable &&
                             base < kSyllable + kLeadings * kVowels * kTrailings &&
                             (base - kSyllable) % kTrailings == 0;
  if (open_syllable && mark > kTrailing && mark < kTrailing + kTrailings)
    return base + (mark - kTrailing);
  const auto found = compositions().find({base, mark});
  return found == compositions().end() ? 0 : found->second;
}

std::pair<char32_t, char32_t> decompose(char32_t character) {
  static const std::map<char32_t, std::pair<char32_t, char32_t>> parts = [] {
    std::map<char32_t, std::pair<char32_t, char32_t>> of_whole;
    for (const auto& [base_and_mark, whole] : compositions())
      of_whole.emplace(whole, base_and_mark);
    return of_whole;
  }();
  const auto found = parts.find(character);
  return found == parts.end() ? std::pair<char32_t, char32_t>() : found->second;
}

std::string lowercase(std::string_view text) {
  std::string lowered(text);
  if (is_ascii(text)) {
    for (char& c : lowered)
      if (c >= 'A' && c <= 'Z') c += 'a' - 'A';
    return lowered;
  }
  lowered.clear();
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
    } else if (const char32_t small = small_letter(c.value); small != c.value) {
      append_utf8(lowered, small);
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
  if (has_single_spaces(text)) return std::string(text);
  std::string normalised;
  normalised.reserve(text.size());
  bool after_space = false;
  for (const Utf8Char c : Characters(text)) {
    const bool space = is_space(c.value);
    if (!space) {
      if (after_space && !normalised.empty()) normalised.push_back(' ');
      c.value < 0x80 ? normalised.push_back(c.bytes[0]) : void(normalised += c.bytes);
    }
    after_space = space;
  }
  return normalised;
}

}  // namespace gloss::translate
