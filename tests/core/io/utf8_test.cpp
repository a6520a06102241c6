#include "core/io/utf8.h"

#include <stdexcept>
#include <string>

#include "tests/support/catch.h"

using namespace std::string_literals;
using namespace gloss;

TEST_CASE("utf-8: every character survives encoding and decoding", "[core]") {
  std::u32string all;
  for (char32_t c = 0; c <= 0x10FFFF; ++c) {
    if (c < 0xD800 || c > 0xDFFF) all.push_back(c);
  }
  const std::string text = encode_utf8(all);
  CHECK(text.size() == 4382592);  // 0x80 + 2 * 0x780 + 3 * (0xF800 - 0x800) + 4 * 0x100000
  CHECK(decode_utf8(text) == all);
  CHECK(invalid_utf8_at(text) == std::nullopt);
}

TEST_CASE("utf-8: the bytes are those of the Unicode standard", "[core]") {
  CHECK(encode_utf8(U"A") == "A");
  CHECK(encode_utf8(U"\u00E9") == "\xC3\xA9");
  CHECK(encode_utf8(U"\u20AC") == "\xE2\x82\xAC");
  CHECK(encode_utf8(U"\U0001F600") == "\xF0\x9F\x98\x80");
  CHECK(encode_utf8(std::u32string(1, U'\0')) == "\0"s);
}

TEST_CASE("utf-8: the first ill-formed byte is found", "[core]") {
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

TEST_CASE("utf-8: the first and last character of each length are valid", "[core]") {
  CHECK(invalid_utf8_at("") == std::nullopt);
  CHECK(invalid_utf8_at("\0"s) == std::nullopt);
  CHECK(invalid_utf8_at("\x7F\xC2\x80\xDF\xBF\xE0\xA0\x80\xEF\xBF\xBF\xF0\x90\x80\x80") ==
        std::nullopt);
  CHECK(invalid_utf8_at("\xED\x9F\xBF\xEE\x80\x80") == std::nullopt);  // around the surrogates
  CHECK(invalid_utf8_at("\xF4\x8F\xBF\xBF") == std::nullopt);
  CHECK(invalid_utf8_at("\xEF\xBF\xBD") == std::nullopt);  // a genuine U+FFFD
}

TEST_CASE("utf-8: one byte above 0x7F anywhere makes a text no ASCII", "[core]") {
  for (const size_t size : {0, 1, 63, 64, 65, 200}) {
    CHECK(is_ascii(std::string(size, '\x7F')));
    for (size_t at = 0; at < size; ++at) {
      std::string text(size, 'a');
      text[at] = '\x80';
      REQUIRE_FALSE(is_ascii(text));
    }
  }
}

TEST_CASE("utf-8: each ill-formed byte decodes to one replacement character", "[core]") {
  CHECK(decode_utf8("a\xE2\x82z") == U"a\uFFFD\uFFFDz");
  CHECK(char_at("\xFF", 0).bytes == "\xFF");
  CHECK(char_at("\xEF\xBF\xBD", 0).bytes == "\xEF\xBF\xBD");
}

TEST_CASE("utf-8: surrogates and values above U+10FFFF cannot be encoded", "[core]") {
  CHECK_THROWS_WITH(encode_utf8(std::u32string(1, char32_t{0xD800})),
                    "encode_utf8: U+D800 is not a character");
  CHECK_THROWS_WITH(encode_utf8(std::u32string(1, char32_t{0x110000})),
                    "encode_utf8: U+110000 is not a character");
  CHECK_THROWS_AS(encode_utf8(std::u32string(1, char32_t{0xDFFF})), std::invalid_argument);
}
