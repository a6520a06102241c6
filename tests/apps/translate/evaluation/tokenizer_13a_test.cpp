#include "apps/translate/evaluation/tokenizer_13a.h"

#include "tests/support/catch.h"

using gloss::translate::tokenize_13a;
using gloss::translate::tokenize_tercom;

TEST_CASE("tokenizer 13a: ASCII punctuation is split off", "[apps]") {
  CHECK(tokenize_13a("Hello, world!") == "Hello , world !");
  CHECK(tokenize_13a("(a/b)=[c]{d}") == "( a / b ) = [ c ] { d }");
  CHECK(tokenize_13a("!\"#$%&()*+/:;<=>?@[\\]^_`{|}~") ==
        "! \" # $ % & ( ) * + / : ; < = > ? @ [ \\ ] ^ _ ` { | } ~");
}

TEST_CASE("tokenizer 13a: apostrophes and characters beyond ASCII are letters", "[apps]") {
  CHECK(tokenize_13a("O'Neill's 'x'") == "O'Neill's 'x'");
  CHECK(tokenize_13a("l’été — «oui» 世界。") == "l’été — «oui» 世界。");
  CHECK(tokenize_13a("été.") == "été .");
}

TEST_CASE("tokenizer 13a: points and commas inside numbers are not split off", "[apps]") {
  CHECK(tokenize_13a("1,234.56") == "1,234.56");
  CHECK(tokenize_13a("1, 2. 3,") == "1 , 2 . 3 ,");
  CHECK(tokenize_13a("a.5 .5 x,6") == "a . 5 . 5 x , 6");
  CHECK(tokenize_13a("5.a") == "5 . a");
}

TEST_CASE("tokenizer 13a: runs of points and commas are consumed in pairs", "[apps]") {
  CHECK(tokenize_13a("a...") == "a . . .");
  CHECK(tokenize_13a("a,,5") == "a , ,5");
  CHECK(tokenize_13a("a,,,5") == "a , , , 5");
  CHECK(tokenize_13a("5,,5") == "5 , , 5");
  CHECK(tokenize_13a("5,.,5") == "5 , . ,5");
}

TEST_CASE("tokenizer 13a: a hyphen is split off only behind a digit", "[apps]") {
  CHECK(tokenize_13a("e-mail -5 2-3 4-x x-4") == "e-mail -5 2 - 3 4 - x x-4");
  CHECK(tokenize_13a("1--2") == "1 - -2");
}

TEST_CASE("tokenizer 13a: four entities are resolved in order", "[apps]") {
  CHECK(tokenize_13a("&quot;a&quot; &lt;b&gt; &amp;") == "\" a \" < b > &");
  CHECK(tokenize_13a("&amp;lt; &amp;quot; &apos;") == "< & quot ; & apos ;");
  CHECK(tokenize_13a("a<skipped>b") == "ab");
}

TEST_CASE("tokenizer 13a: single spaces separate the tokens", "[apps]") {
  CHECK(tokenize_13a("") == "");
  CHECK(tokenize_13a(" \t ") == "");
  CHECK(tokenize_13a("  a\tb \xC2\xA0 c\xE3\x80\x80"
                     "d  ") == "a b c d");  // no-break and ideographic space
}

TEST_CASE("tokenizer tercom: the genitive is split off", "[apps]") {
  CHECK(tokenize_tercom("the dog's house, Anna's") == "the dog 's house , Anna 's");
  CHECK(tokenize_tercom("it's! (he's) 's") == "it 's ! ( he 's ) 's");
  CHECK(tokenize_tercom("it's. it's, it'stop") == "it's . it's , it'stop");
  CHECK(tokenize_tercom("<skipped>&amp;") == "< skipped > &");
  CHECK(tokenize_tercom("1,234.5 a,,5 2-3") == "1,234.5 a , ,5 2 - 3");
}
