#include "apps/translate/text/sentences.h"

#include <string>

#include "apps/translate/text/unicode.h"
#include "tests/support/catch.h"

namespace gloss::translate {
namespace {

// The sentences of a line with bars between them.
std::string cut(std::string_view line) {
  std::string text;
  for (const std::string_view sentence : split_sentences(line))
    text += (text.empty() ? "" : "|") + std::string(sentence);
  return text;
}

// Each line shows with bars where it is cut; the bars stand for spaces, double bars for nothing.
void check_cuts(const std::vector<std::string>& lines) {
  for (const std::string& expected : lines) {
    std::string line = expected, bars = expected;
    for (size_t at; (at = line.find("||")) != line.npos;)
      line.erase(at, 2);
    for (size_t at; (at = bars.find("||")) != bars.npos;)
      bars.erase(at, 1);
    for (char& c : line)
      if (c == '|') c = ' ';
    CHECK(cut(line) == bars);
  }
}

}  // namespace

TEST_CASE("sentences: a stop, white space and a word that is not small end a sentence", "[apps]") {
  check_cuts({"One sentence.", "He left.|She stayed.", "Why?|Because!|I see.", "no stop at all",
              "Really?!|Yes!!|Good.", "It rained.|3 people came.", "He left. she stayed.",
              "The end. iPhones are small.", "Привет.|Как дела?", "हाँ।|ठीक है।",
              "مرحبا.|كيف حالك؟|بخير."});
  CHECK(cut("") == "");
  CHECK(cut("  \t ") == "");
  CHECK(cut("  Hello.   You!  ") == "Hello.|You!");
  CHECK(cut("He ran.\u00A0\u2003She sat.") == "He ran.|She sat.");
}

TEST_CASE("sentences: numbers, addresses and file names are not cut", "[apps]") {
  check_cuts({"Pi is 3.14 or so.|It is 1.000 Euro.", "See www.example.org for it.|Then go.",
              "Open http://a.org/b?c=1!|Now.", "Run a.out now.", "He is 12.|She is 10.",
              "Version 2.0.1 is out.|Get it.", "1. Introduction", "1. Go home.|2. Sleep.",
              "Mail me at a.b@c.de.|Thanks.", "It costs $5.|Buy it."});
}

TEST_CASE("sentences: closing quotes and brackets belong to the sentence before", "[apps]") {
  check_cuts({"\"Stop!\"|He ran.", "\"Stop!\" he said.", "He left (at last.)|She sang.",
              "“Go.”|“No.”", "He said \"Go.\"|\"Why?\"|I asked.", "„Komm!“|Er kam.",
              "»Komm!«|»Nein.«", "Er kam.|»Wer bist du?«", "« Viens ! »|Il part.",
              "« Viens ! » dit-il.|« Non. »", "(It is late.)|[Go home.]", "¿Qué?|¡Nada!",
              "Yes.|- No.", "“‘Go!’”|She went."});
}

TEST_CASE("sentences: an ellipsis ends a sentence if no small letter follows", "[apps]") {
  check_cuts({"Wait... what?", "Wait...|What?", "Wait… what?", "Wait…|What?", "... and then",
              "He... he left.|... Nobody knew.", "wait...what"});
}

TEST_CASE("sentences: an English abbreviation does not end a sentence", "[apps]") {
  check_cuts({"Mr. Hall and Mrs. Hall left.|Dr. No stayed.", "Prof. He came.",
              "Use fruit, e.g. Apples, i.e. Fruit.", "See No. 5 and p. 12 now.", "No.|I am here.",
              "It is in the U.S. Army.", "He is in the U.S.|He likes it.", "At 5 p.m. Peter left.",
              "It ends at 5 p.m.|The train left.", "Cats, dogs, etc.|They sleep.",
              "J. R. R. Tolkien wrote it.|C. S. Lewis did not.", "J.R.R. Tolkien wrote it.",
              "Jones et al. Nature", "It is Jan. 5 now.", "Acme Inc. Boston is big.",
              "We have plan B.|The end.", "I don't.|He does.", "He saw me.|Peter left."});
}

TEST_CASE("sentences: a German abbreviation or ordinal does not end a sentence", "[apps]") {
  check_cuts({"Tiere, z. B. Hunde, d. h. Haustiere.|Gut.", "Tiere, z.B. Hunde.|Ja.",
              "z. B. Die Zeit", "Am 3. Oktober kam er.|Es regnete.",
              "Im 19. Jahrhundert war es so.", "Er wohnt im 2. Stock.|Sie im 3.",
              "Berlin, 3. Oktober", "Hr. Müller und Dr. med. Meier.|Sie kamen.",
              "Das sind ca. Drei.|Oder vier.", "Äpfel, Birnen usw.|Die Kinder essen.",
              "Äpfel usw. Birnen", "Nr. 5 lebt.|Nr. 6 auch.", "Dipl.-Ing. Schmidt kam.",
              "u. a. Berlin und Bonn", "44 v. Chr. Geburt"});
}

TEST_CASE("sentences: a French abbreviation does not end a sentence", "[apps]") {
  check_cuts({"M. Dupont et Mme Dupont.|Ils dorment.", "M. Le Goff dort.",
              "Des fruits, p. ex. Pomme.|Bon.", "Quoi ?|Rien !|Bon.", "Il y en a.|Puis rien.",
              "Vas-y.|Cours.", "50 av. J.-C. Paris", "Pommes, poires, etc.|Les enfants mangent.",
              "L'art.|Puis l'art. 5 du code."});
}

TEST_CASE("sentences: a CJK stop needs no space", "[apps]") {
  check_cuts({"我是学生。||你呢？||好！", "他说：“我去。”||然后他走了。",
              "「行く。」と言った。||彼は行った。", "今日は晴れ。||明日は雨。", "はい。|いいえ。",
              "真的？！||是的。", "圆周率是3.14。||好。", "（晴れ。）||明日"});
}

TEST_CASE("sentences: the parts and the white space between them are the whole line", "[apps]") {
  const std::string line = " \tHe ran.  She sat!\u3000“Why?” 我。你…  (Fine.) ";
  size_t end = 0;
  for (const std::string_view sentence : split_sentences(line)) {
    const auto begin = static_cast<size_t>(sentence.data() - line.data());
    REQUIRE(begin >= end);
    CHECK(is_blank(line.substr(end, begin - end)));
    CHECK(normalise_spaces(sentence) == sentence);
    end = begin + sentence.size();
  }
  CHECK(is_blank(line.substr(end)));
}

TEST_CASE("sentences: text of any bytes is cut without an error", "[apps]") {
  for (const std::string line : {"\xFF. A", "A\xC3.", "..", "。", ". . .", "’", "a.\xE2\x80"})
    CHECK(cut(line).size() >= 1);
}

TEST_CASE("sentences: a line of 200,000 stops and spaces takes linear time", "[apps]") {
  for (const std::string stop : {" !", " ."}) {
    std::string line = "a";  // quadratic time would be minutes
    for (int i = 0; i < 200'000; ++i)
      line += stop;
    CHECK(split_sentences(line).size() == 1);
    CHECK(split_sentences(line + " b").size() == 1);
  }
}

namespace {

std::vector<std::string_view> fit(std::string_view text, size_t bytes) {
  return split_to_fit(text, [bytes](std::string_view part) { return part.size() <= bytes; });
}

}  // namespace

TEST_CASE("sentences: a long sentence is cut at clause marks, then spaces, then anywhere",
          "[apps]") {
  using Parts = std::vector<std::string_view>;
  CHECK(fit("one, two three", 20) == Parts{"one, two three"});
  CHECK(fit("one, two three", 10) == Parts{"one,", "two three"});
  CHECK(fit("one two, three four, five", 20) == Parts{"one two,", "three four, five"});
  CHECK(fit("one two three", 8) == Parts{"one two", "three"});
  CHECK(fit("1,000,000 is much", 12) == Parts{"1,000,000", "is much"});
  CHECK(fit("abcdefgh", 2) == Parts{"ab", "cd", "ef", "gh"});
  CHECK(fit("我，你", 6) == Parts{"我，", "你"});
  CHECK(fit("你我", 3) == Parts{"你", "我"});
  CHECK(fit("é", 1) == Parts{"é"});
  CHECK(fit("  ", 1).empty());
  CHECK(fit(" a ", 1) == Parts{"a"});
  const std::string letters(1000, 'x');
  std::string joined;
  for (const std::string_view part : fit(letters, 3)) {
    CHECK(part.size() <= 3);
    joined += part;
  }
  CHECK(joined == letters);
}

}  // namespace gloss::translate
