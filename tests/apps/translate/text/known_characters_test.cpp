#include "apps/translate/text/known_characters.h"

#include "apps/translate/text/unicode.h"
#include "tests/support/catch.h"

namespace gloss::translate {
namespace {

std::string rewritten(const std::string& known, const std::string& line) {
  return KnownCharacters(Vocabulary(TokenCounts{{known, 1}})).rewrite(line);
}

TEST_CASE("known characters: unknown typographic characters become what a keyboard has", "[apps]") {
  CHECK(rewritten("a", "I don’t – “it” … «ﬁx» ＯＫ！") == "I don't - \"it\" ... \"fix\" OK!");
}

TEST_CASE("known characters: spaces and unknown white space become single spaces between words",
          "[apps]") {
  CHECK(rewritten("a", "\u00A0a\tb\u00A0 c \u2028d\u0085\u3000e\r") == "a b c d e");
  CHECK(rewritten("a", "  a  b ") == "a b");
  CHECK(rewritten("a\u00A0", "a\u00A0!  b") == "a\u00A0! b");
  CHECK(rewritten("a", "\u00A0\t").empty());
}

TEST_CASE("known characters: unknown invisible and control characters are left out", "[apps]") {
  CHECK(rewritten("a", "\uFEFFa\u200Bb\u00ADc\x01\x7F\u200Ed\u2060") == "abcd");
}

TEST_CASE(
    "known characters: an unknown accent joins its letter if the vocabulary has the two as one",
    "[apps]") {
  CHECK(rewritten("é", "e\u0301 E\u0301 a\u0301") == "é É a\u0301");
  CHECK(rewritten("êế", "e\u0302\u0301") == "ế");
  CHECK(rewritten("한", "\u1112\u1161\u11AB") == "\u1112\u1161\u11AB");  // 하 is unknown
  CHECK(rewritten("하한", "\u1112\u1161\u11AB") == "한");
  CHECK(rewritten("\u0301", "é É ê") == "e\u0301 E\u0301 ê");
}

TEST_CASE("known characters: known characters and characters without a look-alike stay", "[apps]") {
  const std::string known = "a’“…\u00A0\u200B\u0301！";
  CHECK(rewritten(known, known) == known);
  for (const char* line : {"", "plain text", "東京 😀 שלום", "Σ"})
    CHECK(rewritten("a", line) == line);
}

TEST_CASE("compose: decompose is its inverse for every character that has a base and a mark",
          "[apps]") {
  int characters = 0;
  for (char32_t c = 0x80; c < 0x10000; ++c) {
    const auto [base, mark] = decompose(c);
    if (base == 0) continue;
    ++characters;
    CHECK(compose(base, mark) == c);
  }
  CHECK(characters == 928);
  CHECK(compose(U'e', U'x') == 0);
}

}  // namespace
}  // namespace gloss::translate
