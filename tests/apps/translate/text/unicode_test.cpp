#include "apps/translate/text/unicode.h"

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/catch.h"

using namespace std::string_literals;
using namespace gloss::translate;

TEST_CASE("characters: each belongs to one class", "[apps]") {
  const auto [char_class, characters] = GENERATE(table<CharClass, std::u32string>({
      {CharClass::kSpace, U" \t\n\r\v\f\u0085\u00A0\u1680\u2003\u2009\u2028\u202F\u205F\u3000"},
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
      {"İIıſĸŉß", "iiıſĸŉß"},
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

TEST_CASE("lowercase: ill-formed bytes stay as they are", "[apps]") {
  CHECK(lowercase("A\xFF\xC3Z\xE2\x82") == "a\xFF\xC3z\xE2\x82");
}

TEST_CASE("spaces: runs of any white space become one space", "[apps]") {
  CHECK(normalise_spaces("") == "");
  CHECK(normalise_spaces(" \t\u00A0 ") == "");
  CHECK(normalise_spaces("\u3000a  b\t\r\nc\u202F!\u2009") == "a b c !");
  CHECK(normalise_spaces("a\xFF \xFE") == "a\xFF \xFE");
}
