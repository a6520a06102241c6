#include "apps/translate/training/augmentation.h"

#include <charconv>
#include <string_view>
#include <utility>

#include "apps/translate/cli/option.h"
#include "apps/translate/text/unicode.h"
#include "core/io/utf8.h"

namespace gloss::translate {
namespace {

struct Change {
  std::string_view name;
  double AugmentationShares::*share;
  double default_share;
};

constexpr Change kChanges[] = {{"upper", &AugmentationShares::upper, 0.05},
                               {"title", &AugmentationShares::title, 0.05},
                               {"no-punctuation", &AugmentationShares::no_punctuation, 0.1},
                               {"typos", &AugmentationShares::typos, 0.1}};

// The number of a share, or -1.
double share_of(std::string_view text) {
  double share = -1;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, share);
  return error == std::errc{} && stop == end && share >= 0 && share <= 1 ? share : -1;
}

bool is_letter(char32_t c) {
  return classify(c) == CharClass::kLetter;
}

// The key to the right of a letter on an English keyboard, or to the left at a row's end; the
// letter itself if it has no such key.
char32_t neighbour_on_keyboard(char32_t letter) {
  constexpr std::u32string_view kRows[] = {U"qwertyuiopo", U"asdfghjklk", U"zxcvbnmn"};
  const char32_t small = small_letter(letter);
  for (const std::u32string_view row : kRows)
    if (const size_t at = row.find(small); at != row.npos)
      return small == letter ? row[at + 1] : capital_letter(row[at + 1]);
  return letter;
}

}  // namespace

AugmentationShares parse_augmentation(const std::vector<std::string>& words) {
  AugmentationShares shares;
  for (const std::string_view word : words) {
    const size_t equals = word.find('=');
    bool known = false;
    for (const Change& change : kChanges) {
      if (word.substr(0, equals) != change.name && word != "all") continue;
      known = true;
      shares.*change.share =
          equals == word.npos ? change.default_share : share_of(word.substr(equals + 1));
      if (shares.*change.share < 0)
        throw UsageError("--augment: '" + std::string(word) + "' has no share from 0 to 1");
    }
    if (!known)
      throw UsageError("--augment: '" + std::string(word) +
                       "' is not upper, title, no-punctuation, typos or all");
  }
  if (shares.upper + shares.title > 1)
    throw UsageError("--augment: the shares of upper and title are more than 1 together");
  return shares;
}

bool augment(SentencePair& pair, const AugmentationShares& shares, Rng rng) {
  const SentencePair before = pair;
  const double case_draw = rng.uniform();
  if (rng.uniform() < shares.no_punctuation)
    pair = {without_final_mark(pair.source), without_final_mark(pair.target)};
  if (rng.uniform() < shares.typos) pair.source = with_typo(pair.source, rng);
  if (case_draw < shares.upper)
    pair = {upper_case(pair.source), upper_case(pair.target)};
  else if (case_draw < shares.upper + shares.title)
    pair = {title_case(pair.source), title_case(pair.target)};
  return pair != before;
}

std::string upper_case(std::string_view text) {
  std::string upper;
  for (const Utf8Char c : Characters(text)) {
    if (c.value == U'ß')
      upper += "SS";
    else if (const char32_t capital = capital_letter(c.value); capital != c.value)
      append_utf8(upper, capital);
    else
      upper += c.bytes;
  }
  return upper;
}

std::string title_case(std::string_view text) {
  std::string title;
  bool inside = false;  // of a word: "d'Anna" and "don't" have one capital each
  for (const Utf8Char c : Characters(text)) {
    const char32_t capital = inside ? c.value : capital_letter(c.value);
    if (capital != c.value)
      append_utf8(title, capital);
    else
      title += c.bytes;
    const bool apostrophe = c.value == U'\'' || c.value == U'’';
    inside = is_word_char(c.value) || (inside && apostrophe);
  }
  return title;
}

std::string without_final_mark(std::string_view text) {
  constexpr std::u32string_view kMarks = U".!?…。！？";
  std::u32string letters = decode_utf8(text);
  const auto drop_from_end = [&](const auto& unwanted) {
    while (!letters.empty() && unwanted(letters.back()))
      letters.pop_back();
  };
  drop_from_end(is_space);
  drop_from_end([&](char32_t c) { return kMarks.find(c) != kMarks.npos; });
  drop_from_end(is_space);  // French has one before ! and ?
  return letters.empty() ? std::string(text) : encode_utf8(letters);
}

std::string with_typo(std::string_view text, Rng& rng) {
  std::u32string letters = decode_utf8(text);
  std::vector<size_t> places;  // between two letters
  for (size_t i = 1; i + 1 < letters.size(); ++i)
    if (is_letter(letters[i - 1]) && is_letter(letters[i]) && is_letter(letters[i + 1]))
      places.push_back(i);
  if (places.empty()) return std::string(text);
  const size_t at = places[rng.below(places.size())];
  switch (rng.below(4)) {
    case 0:
      std::swap(letters[at], letters[at + 1]);
      break;
    case 1:
      letters.insert(at, 1, letters[at]);
      break;
    case 2:
      letters.erase(at, 1);
      break;
    default:
      letters[at] = neighbour_on_keyboard(letters[at]);
  }
  return encode_utf8(letters);
}

}  // namespace gloss::translate
