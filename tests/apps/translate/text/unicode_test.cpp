#include "apps/translate/text/unicode.h"

#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/catch.h"

using namespace std::string_literals;
using namespace gloss::translate;

TEST_CASE("utf-8: every character survives encoding and decoding", "[apps]") {
  std::u32string all;
  for (char32_t c = 0; c <= 0x10FFFF; ++c) {
    if (c < 0xD800 || c > 0xDFFF) all.push_back(c);
  }
  const std::string text = encode_utf8(all);
  CHECK(text.size() == 4382592);  // 0x80 + 2 * 0x780 + 3 * (0xF800 - 0x800) + 4 * 0x100000
  CHECK(decode_utf8(text) == all);
  CHECK(invalid_utf8_at(text) == std::nullopt);
}

TEST_CASE("utf-8: the bytes are those of the standard", "[apps]") {
  CHECK(encode_utf8(U"A") == "A");
  CHECK(encode_utf8(U"\u00E9") == "\xC3\xA9");
  CHECK(encode_utf8(U"\u20AC") == "\xE2\x82\xAC");
  CHECK(encode_utf8(U"\U0001F600") == "\xF0\x9F\x98\x80");
  CHECK(encode_utf8(std::u32string(1, U'\0')) == "\0"s);
}

TEST_CASE("utf-8: the first ill-formed byte is found", "[apps]") {
  const auto [text, offset] =
      GENERATE(table<std::string, size_t>({{"ab\x80", 2},            // continuation without a lead
                                           {"\xC0\xAF", 0},          // overlong '/'
                                           {"\xC1\xBF", 0},          // overlong U+007F
                                           {"a\xE0\x80\xAF", 1},     // overlong in three bytes
                                           {"a\xE0\x9F\xBF", 1},     // overlong U+07FF
                                           {"\xF0\x80\x80\xAF", 0},  // overlong in four bytes
                                           {"\xF0\x8F\xBF\xBF", 0},  // overlong U+FFFF
                                           {"\xC3\xA9\xED\xA0\x80", 2},  // U+D800
                                           {"\xED\xBF\xBF", 0},          // U+DFFF
                                           {"\xF4\x90\x80\x80", 0},      // U+110000
                                           {"\xF5\x80\x80\x80", 0},      // a lead that never occurs
                                           {"abc\xFF", 3},
                                           {"\xFE\xFF", 0},
                                           {"ab\xC3", 2},  // truncated at the end
                                           {"\xE2\x82", 0},
                                           {"\xF0\x9F\x98", 0},
                                           {"\xE2\x82 \xAC", 0},    // truncated by a space
                                           {"\xC3\xC3\xA9", 0}}));  // truncated by a lead
  CAPTURE(text);
  CHECK(invalid_utf8_at(text) == offset);
}

TEST_CASE("utf-8: the limits of each length are valid", "[apps]") {
  CHECK(invalid_utf8_at("") == std::nullopt);
  CHECK(invalid_utf8_at("\0"s) == std::nullopt);
  CHECK(invalid_utf8_at("\x7F\xC2\x80\xDF\xBF\xE0\xA0\x80\xEF\xBF\xBF\xF0\x90\x80\x80") ==
        std::nullopt);
  CHECK(invalid_utf8_at("\xED\x9F\xBF\xEE\x80\x80") == std::nullopt);  // around the surrogates
  CHECK(invalid_utf8_at("\xF4\x8F\xBF\xBF") == std::nullopt);
  CHECK(invalid_utf8_at("\xEF\xBF\xBD") == std::nullopt);  // a genuine U+FFFD
}

TEST_CASE("utf-8: each ill-formed byte decodes to one replacement character", "[apps]") {
  CHECK(decode_utf8("a\xE2\x82z") == U"a\uFFFD\uFFFDz");
  CHECK(char_at("\xFF", 0).bytes == "\xFF");
  CHECK(char_at("\xEF\xBF\xBD", 0).bytes == "\xEF\xBF\xBD");
}

TEST_CASE("utf-8: surrogates and values above U+10FFFF cannot be encoded", "[apps]") {
  CHECK_THROWS_WITH(encode_utf8(std::u32string(1, char32_t{0xD800})),
                    "encode_utf8: U+D800 is not a character");
  CHECK_THROWS_WITH(encode_utf8(std::u32string(1, char32_t{0x110000})),
                    "encode_utf8: U+110000 is not a character");
  CHECK_THROWS_AS(encode_utf8(std::u32string(1, char32_t{0xDFFF})), std::invalid_argument);
}

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
    CAPTURE(encode_utf8(std::u32string(1, c)));
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
    const std::string text = encode_utf8(std::u32string(1, c));
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
}
