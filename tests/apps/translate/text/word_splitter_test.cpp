#include "apps/translate/text/word_splitter.h"

#include <string>
#include <vector>

#include "tests/support/catch.h"

namespace gloss::translate {
namespace {

// The words with bars between them.
std::string split(std::string_view line) {
  std::string shown;
  for_each_word(line, [&](std::string_view word) {
    REQUIRE_FALSE(word.empty());
    shown.append(shown.empty() ? "" : "|").append(word);
  });
  return shown;
}

TEST_CASE("word splitter: a space belongs to the word after it, and one more starts the line",
          "[apps]") {
  CHECK(split("a black dog") == " a| black| dog");
  CHECK(split(" a") == " | a");
  CHECK(split("a ") == " a| ");
  CHECK(split("a   b") == " a|  | b");
  CHECK(split("   ") == "   | ");
  CHECK(split("") == " ");
  CHECK(split("a\t\tb") == " a|\t|\tb");
  CHECK(split("Va\u202F!") == " Va|\u202F!");
}

TEST_CASE("word splitter: letters, digits, ideographs and punctuation are separated", "[apps]") {
  CHECK(split("A dog.") == " A| dog|.");
  CHECK(split("(red, \"blue\")") == " (|red|,| \"|blue|\")");
  CHECK(split("H2O in 2016, 5.50") == " H|2|O| in| 2016|,| 5|.|50");
  CHECK(split("GDPが東京😀") == " GDP|が東京|😀");
}

TEST_CASE("word splitter: hyphens and apostrophes stay between letters only", "[apps]") {
  CHECK(split("a T-Shirt's blue-\u2010b") == " a| T-Shirt's| blue|-\u2010|b");
  CHECK(split("l\u2019homme 'a' - b- 'c 9-10") == " l\u2019homme| '|a|'| -| b|-| '|c| 9|-|10");
}

TEST_CASE("word splitter: an entity is part of its word", "[apps]") {
  CHECK(split("man &apos;s hat") == " man| &apos;s| hat");
  CHECK(split("&quot; a &#124;") == " &quot;| a| &#124;");
  CHECK(split("a & b; &; &far too long;") == " a| &| b|;| &;| &|far| too| long|;");
  CHECK(split("&amp") == " &|amp");
  CHECK(split("&") == " &");
}

TEST_CASE("word splitter: combining marks stay with the character before them", "[apps]") {
  CHECK(split("e\u0301t e\u0301") == " e\u0301t| e\u0301");
  CHECK(split("!\u0301a") == " !\u0301|a");
  CHECK(split(" \u0301a\u0308b") == " | \u0301a\u0308b");
}

}  // namespace
}  // namespace gloss::translate
