#include "apps/translate/text/unicode.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/catch.h"

using namespace std::string_literals;
using namespace gloss::translate;

TEST_CASE("characters: each belongs to one class", "[apps]") {
  const auto [char_class, characters] = GENERATE(table<CharClass, std::u32string>({
      {CharClass::kSpace,
       U" \t\n\r\v\f\x1C\x1D\x1E\x1F\u0085\u00A0\u1680\u2003\u2009\u2028\u202F\u205F\u3000"},
      {CharClass::kLetter, U"azAZªµºÀÖØöøÿĀſșẞỹʼαΩάЯёԱאبकก가ㄱﬁＡｚ"},
      {CharClass::kDigit, U"0189٣۴५０９"},
      {CharClass::kMark, U"\u0301\u036F\u0483\u05B0\u064B\u200D\uFE0F\u3099\u00AD\U0001F3FD"},
      {CharClass::kIdeograph, U"東京々〇ひらカターｶㄅ\U00020000"},
      {CharClass::kPunctuation,
       U"!\"'()*+,-./:;<=>?@[\\]^_`{|}~\x7F\x01¡§«²½¿×÷“”„–—…€™→■、。「・！￭😀"},
  }));
  for (const char32_t c : characters) {
    CAPTURE(gloss::encode_utf8(std::u32string(1, c)));
    CHECK(classify(c) == char_class);
    CHECK(is_space(c) == (char_class == CharClass::kSpace));
  }
}

TEST_CASE("lowercase: Latin, Greek, Cyrillic and Armenian capitals have small letters", "[apps]") {
  const auto [text, lowered] = GENERATE(table<std::string, std::string>({
      {"", ""},
      {"ABC xyz 123 [\\]^_`{|}~@", "abc xyz 123 [\\]^_`{|}~@"},
      {"ÀÉÎÕÜÇÑØÞ×ÐÅÆ", "àéîõüçñøþ×ðåæ"},
      {"ĀĦĲĹŁŇŊŒŠŸŹŽ", "āħĳĺłňŋœšÿźž"},
      {"İIıſĸŉß", "i\u0307iıſĸŉß"},
      {"ƏƠƯƵǄǅǇǈǊǋǍǛǞǮǱǲǴǸȘȚȲɎ", "əơưƶǆǆǉǉǌǌǎǜǟǯǳǳǵǹșțȳɏ"},
      {"ḀẔẞẠỸỾ", "ḁẕßạỹỿ"},
      {"ΆΈΊΌΎΏΑΡΣΩΫϘϮ", "άέίόύώαρσωϋϙϯ"},
      {"ЀЏАЯЁѠҀҊҾӀӁӍӐԮ", "ѐџаяёѡҁҋҿӏӂӎӑԯ"},
      {"ԱՖ ＡＺ", "աֆ ａｚ"},
      {"ﬁ 東京 가 אב 😀", "ﬁ 東京 가 אב 😀"},
  }));
  CHECK(lowercase(text) == lowered);
  CHECK(lowercase(lowered) == lowered);
}

TEST_CASE("small and capital letters: each is the other's inverse where one letter has one capital",
          "[apps]") {
  const std::vector<std::pair<char32_t, char32_t>> pairs = {
      {U'A', U'a'}, {U'É', U'é'}, {U'Œ', U'œ'}, {U'Ж', U'ж'}, {U'Ω', U'ω'}, {U'ẞ', U'ß'}};
  for (const auto& [capital, small] : pairs) {
    CHECK(small_letter(capital) == small);
    CHECK(small_letter(small) == small);
    CHECK(capital_letter(small) == capital);
    CHECK(capital_letter(capital) == capital);
  }
  for (const char32_t none : {U'1', U' ', U'İ', U'東', gloss::kReplacementCharacter}) {
    CHECK(small_letter(none) == none);
    CHECK(capital_letter(none) == none);
  }
  CHECK(small_letter(U'K') == U'k');  // the Kelvin sign
  CHECK(capital_letter(U'k') == U'K');
}

TEST_CASE("lowercase: a capital sigma becomes the final one at the end of a word", "[apps]") {
  CHECK(lowercase("ΟΔΟΣ ΤΗΣ ΣΟΦΙΑΣ.") == "οδος της σοφιας.");
  CHECK(lowercase("Σ ΑΣΑ Α'Σ ΑΣ'Α 1Σ") == "σ ασα α'ς ασ'α 1σ");
}

TEST_CASE("lowercase: every code point gives the same as in Python, and so does a sigma beside it",
          "[apps]") {
  // With Python 3.11 (Unicode 14):
  // def fnv(texts):
  //   h = 0xCBF29CE484222325
  //   for text in texts:
  //     for byte in text.encode(): h = (h ^ byte) * 0x100000001B3 & 2**64 - 1
  //   return h
  // all = [chr(c) for c in range(0x110000) if not 0xD800 <= c < 0xE000]
  uint64_t alone = 0xCBF29CE484222325, beside_sigma = alone;
  const auto add = [](uint64_t& hash, const std::string& text) {
    for (const char byte : lowercase(text))
      hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001B3;
  };
  for (char32_t c = 0; c < 0x110000; ++c) {
    if (c >= 0xD800 && c < 0xE000) continue;
    const std::string text = gloss::encode_utf8(std::u32string(1, c));
    add(alone, text);
    for (const std::string& context : {text + "Σ", "a" + text + "Σ", "aΣ" + text + "a"})
      add(beside_sigma, context);
  }
  // hex(fnv(c.lower() for c in all))
  CHECK(alone == 0xc319d02e8283b91e);
  // hex(fnv((c + 'Σ').lower() + ('a' + c + 'Σ').lower() + ('aΣ' + c + 'a').lower() for c in all))
  CHECK(beside_sigma == 0xc27ef0e7fc8febf5);
}

TEST_CASE("lowercase: ill-formed bytes stay as they are", "[apps]") {
  CHECK(lowercase("A\xFF\xC3Z\xE2\x82") == "a\xFF\xC3z\xE2\x82");
}

TEST_CASE("spaces: a text is blank if it has nothing but white space", "[apps]") {
  for (const char* text : {"", " ", "\t\u00A0\u3000"})
    CHECK(is_blank(text));
  for (const char* text : {"a", " a", "\u00A0.", "\xFF"})
    CHECK_FALSE(is_blank(text));
}

TEST_CASE("spaces: runs of any white space become one space", "[apps]") {
  CHECK(normalise_spaces("") == "");
  CHECK(normalise_spaces(" \t\u00A0 ") == "");
  CHECK(normalise_spaces("\u3000a  b\t\r\nc\u202F!\u2009") == "a b c !");
  CHECK(normalise_spaces("a\xFF \xFE") == "a\xFF \xFE");
  for (const char* text : {"a b c", " a b c", "a b c ", "a  b c", "a b\tc", "a b\x1F c", "\na b c"})
    CHECK(normalise_spaces(text) == "a b c");
  CHECK(normalise_spaces("a \x7F\x01 b") == "a \x7F\x01 b");
}
