#include "apps/translate/text/word_splitter.h"

#include <string>
#include <vector>

#include "tests/support/catch.h"

namespace gloss::translate {
namespace {

// The words with bars between them.
std::string split(std::string_view text) {
  std::string shown;
  for (size_t at = 0; at < text.size();) {
    const std::string_view word = next_word(text, at);
    REQUIRE_FALSE(word.empty());
    shown.append(at > 0 ? "|" : "").append(word);
    at += word.size();
  }
  return shown;
}

TEST_CASE("word splitter: a space goes with the word behind it", "[apps]") {
  CHECK(split("a black dog") == "a| black| dog");
  CHECK(split(" a") == " a");
  CHECK(split("a ") == "a| ");
  CHECK(split("a   b") == "a|  | b");
  CHECK(split("   ") == "  | ");
  CHECK(split(" ") == " ");
  CHECK(split("a\t\tb") == "a|\t|\tb");
  CHECK(split("Va\u202F!") == "Va|\u202F!");
}

TEST_CASE("word splitter: letters, digits, ideographs and punctuation are parted", "[apps]") {
  CHECK(split("A dog.") == "A| dog|.");
  CHECK(split("(red, \"blue\")") == "(|red|,| \"|blue|\")");
  CHECK(split("H2O in 2016, 5.50") == "H|2|O| in| 2016|,| 5|.|50");
  CHECK(split("GDPが東京😀") == "GDP|が東京|😀");
}

TEST_CASE("word splitter: hyphens and apostrophes stay between letters only", "[apps]") {
  CHECK(split("a T-Shirt's blue-\u2010b") == "a| T-Shirt's| blue|-\u2010|b");
  CHECK(split("l\u2019homme 'a' - b- 'c 9-10") == "l\u2019homme| '|a|'| -| b|-| '|c| 9|-|10");
}

TEST_CASE("word splitter: an entity is part of its word", "[apps]") {
  CHECK(split("man &apos;s hat") == "man| &apos;s| hat");
  CHECK(split("&quot; a &#124;") == "&quot;| a| &#124;");
  CHECK(split("a & b; &; &far too long;") == "a| &| b|;| &;| &|far| too| long|;");
  CHECK(split("&amp") == "&|amp");
  CHECK(split("&") == "&");
}

TEST_CASE("word splitter: combining marks stay with what they follow", "[apps]") {
  CHECK(split("e\u0301t e\u0301") == "e\u0301t| e\u0301");
  CHECK(split("!\u0301a") == "!\u0301|a");
  CHECK(split(" \u0301a\u0308b") == " \u0301a\u0308b");
}

}  // namespace
}  // namespace gloss::translate
