#include "apps/translate/text/unicode.h"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <iterator>
#include <span>
#include <stdexcept>

namespace gloss::translate {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

bool is_surrogate(char32_t c) {
  return c >= 0xD800 && c <= 0xDFFF;
}

struct Range {
  char32_t first, last;
};

// The classes from U+0080 on, sorted. classify() searches the tables in this order and takes the
// first match, so that later tables may cover whole blocks. What no table lists is a letter: this
// keeps words of scripts unknown here in one piece.
constexpr Range kSpaces[] = {{0x85, 0x85},     {0xA0, 0xA0},     {0x1680, 0x1680},
                             {0x2000, 0x200A}, {0x2028, 0x2029}, {0x202F, 0x202F},
                             {0x205F, 0x205F}, {0x3000, 0x3000}};

constexpr Range kDigits[] = {{0x660, 0x669}, {0x6F0, 0x6F9}, {0x966, 0x96F}, {0xFF10, 0xFF19}};

constexpr Range kMarks[] = {
    {0xAD, 0xAD},       {0x300, 0x36F},    {0x483, 0x489},   {0x591, 0x5BD},   {0x5BF, 0x5BF},
    {0x5C1, 0x5C2},     {0x5C4, 0x5C5},    {0x5C7, 0x5C7},   {0x610, 0x61A},   {0x64B, 0x65F},
    {0x670, 0x670},     {0x6D6, 0x6DC},    {0x6DF, 0x6E4},   {0x6E7, 0x6E8},   {0x6EA, 0x6ED},
    {0x1AB0, 0x1AFF},   {0x1DC0, 0x1DFF},  {0x200C, 0x200F}, {0x2060, 0x2060}, {0x20D0, 0x20FF},
    {0x302A, 0x302F},   {0x3099, 0x309A},  {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}, {0xFEFF, 0xFEFF},
    {0x1F3FB, 0x1F3FF}, {0xE0000, 0xE01EF}};

constexpr Range kIdeographs[] = {
    {0x2E80, 0x2FDF},   {0x3005, 0x3007},  {0x3021, 0x3029}, {0x3031, 0x3035}, {0x3038, 0x303C},
    {0x3041, 0x3096},   {0x309D, 0x309F},  {0x30A1, 0x30FA}, {0x30FC, 0x312F}, {0x31A0, 0x31BF},
    {0x31F0, 0x31FF},   {0x3400, 0x4DBF},  {0x4E00, 0x9FFF}, {0xF900, 0xFAFF}, {0xFF66, 0xFF9F},
    {0x1B000, 0x1B16F}, {0x20000, 0x3FFFF}};

constexpr Range kPunctuations[] = {
    {0x80, 0xA9},       {0xAB, 0xB4},     {0xB6, 0xB9},     {0xBB, 0xBF},     {0xD7, 0xD7},
    {0xF7, 0xF7},       {0x2C2, 0x2C5},   {0x2D2, 0x2DF},   {0x2E5, 0x2EB},   {0x2ED, 0x2ED},
    {0x2EF, 0x2FF},     {0x375, 0x375},   {0x37E, 0x37E},   {0x384, 0x385},   {0x387, 0x387},
    {0x3F6, 0x3F6},     {0x482, 0x482},   {0x55A, 0x55F},   {0x589, 0x58F},   {0x5BE, 0x5C6},
    {0x5F3, 0x5F4},     {0x600, 0x61F},   {0x66A, 0x66D},   {0x6D4, 0x6D4},   {0x6DD, 0x6DE},
    {0x6E9, 0x6E9},     {0x6FD, 0x6FE},   {0x964, 0x965},   {0x970, 0x970},   {0xE3F, 0xE3F},
    {0xE4F, 0xE4F},     {0xE5A, 0xE5B},   {0x10FB, 0x10FB}, {0x1FBD, 0x1FBD}, {0x1FBF, 0x1FC1},
    {0x1FCD, 0x1FCF},   {0x1FDD, 0x1FDF}, {0x1FED, 0x1FEF}, {0x1FFD, 0x1FFE}, {0x200B, 0x2070},
    {0x2072, 0x207E},   {0x2080, 0x208F}, {0x20A0, 0x2BFF}, {0x2E00, 0x2E7F}, {0x2FE0, 0x30FF},
    {0x3190, 0x33FF},   {0x4DC0, 0x4DFF}, {0xE000, 0xF8FF}, {0xFD3E, 0xFD3F}, {0xFE10, 0xFE6F},
    {0xFF00, 0xFF20},   {0xFF3B, 0xFF40}, {0xFF5B, 0xFF65}, {0xFFE0, 0xFFFF}, {0x1F000, 0x1FFFF},
    {0xF0000, 0x10FFFF}};

bool contains(std::span<const Range> ranges, char32_t c) {
  const auto after = std::upper_bound(ranges.begin(), ranges.end(), c,
                                      [](char32_t x, const Range& r) { return x < r.first; });
  return after != ranges.begin() && c <= std::prev(after)->last;
}

// Where the two cases of a script lie: a fixed distance apart, or side by side in pairs whose
// capitals have even (or odd) numbers.
struct CaseRange {
  char32_t first, last;
  int32_t to_lower;
};
constexpr int32_t kEvenCapitals = 0x110000, kOddCapitals = 0x110001;  // no distance is that large

constexpr CaseRange kCases[] = {
    // Latin-1 and Latin Extended-A
    {0xC0, 0xD6, 32},
    {0xD8, 0xDE, 32},
    {0x100, 0x12F, kEvenCapitals},
    {0x130, 0x130, 'i' - 0x130},
    {0x132, 0x137, kEvenCapitals},
    {0x139, 0x148, kOddCapitals},
    {0x14A, 0x177, kEvenCapitals},
    {0x178, 0x178, 0xFF - 0x178},
    {0x179, 0x17E, kOddCapitals},
    // Latin Extended-B: the regular stretches, schwa, the Croatian digraphs
    {0x182, 0x185, kEvenCapitals},
    {0x18F, 0x18F, 0x259 - 0x18F},
    {0x1A0, 0x1A5, kEvenCapitals},
    {0x1AF, 0x1AF, kOddCapitals},
    {0x1B3, 0x1B6, kOddCapitals},
    {0x1C4, 0x1C4, 2},
    {0x1C5, 0x1C5, 1},
    {0x1C7, 0x1C7, 2},
    {0x1C8, 0x1C8, 1},
    {0x1CA, 0x1CA, 2},
    {0x1CB, 0x1DC, kOddCapitals},
    {0x1DE, 0x1EF, kEvenCapitals},
    {0x1F1, 0x1F1, 2},
    {0x1F2, 0x1F5, kEvenCapitals},
    {0x1F8, 0x21F, kEvenCapitals},
    {0x222, 0x233, kEvenCapitals},
    {0x246, 0x24F, kEvenCapitals},
    // Greek
    {0x386, 0x386, 38},
    {0x388, 0x38A, 37},
    {0x38C, 0x38C, 64},
    {0x38E, 0x38F, 63},
    {0x391, 0x3A1, 32},
    {0x3A3, 0x3AB, 32},
    {0x3D8, 0x3EF, kEvenCapitals},
    // Cyrillic, Armenian
    {0x400, 0x40F, 80},
    {0x410, 0x42F, 32},
    {0x460, 0x481, kEvenCapitals},
    {0x48A, 0x4BF, kEvenCapitals},
    {0x4C0, 0x4C0, 15},
    {0x4C1, 0x4CE, kOddCapitals},
    {0x4D0, 0x52F, kEvenCapitals},
    {0x531, 0x556, 48},
    // Latin Extended Additional, full width
    {0x1E00, 0x1E95, kEvenCapitals},
    {0x1E9E, 0x1E9E, 0xDF - 0x1E9E},
    {0x1EA0, 0x1EFF, kEvenCapitals},
    {0xFF21, 0xFF3A, 32},
};

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
    return c == ' ' || (c >= '\t' && c <= '\r') ? kSpace : kPunctuation;
  }
  if (contains(kSpaces, c)) return kSpace;
  if (contains(kDigits, c)) return kDigit;
  if (contains(kMarks, c)) return kMark;
  if (contains(kIdeographs, c)) return kIdeograph;
  return contains(kPunctuations, c) ? kPunctuation : kLetter;
}

char32_t lowercase(char32_t c) {
  if (c < 0x80) return c >= 'A' && c <= 'Z' ? c + 32 : c;
  const auto range = std::lower_bound(std::begin(kCases), std::end(kCases), c,
                                      [](const CaseRange& r, char32_t x) { return r.last < x; });
  if (range == std::end(kCases) || c < range->first) return c;
  if (range->to_lower == kEvenCapitals) return c | 1;
  if (range->to_lower == kOddCapitals) return c + (c & 1);
  return static_cast<char32_t>(static_cast<int32_t>(c) + range->to_lower);
}

std::string lowercase(std::string_view text) {
  std::string lowered;
  lowered.reserve(text.size());
  for (const Utf8Char c : Characters(text)) {
    const char32_t lower = lowercase(c.value);
    if (lower == c.value)
      lowered += c.bytes;
    else
      append_utf8(lowered, lower);
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
