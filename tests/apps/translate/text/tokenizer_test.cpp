#include "apps/translate/text/tokenizer.h"

#include <fstream>
#include <random>
#include <string>
#include <vector>

#include "apps/translate/text/unicode.h"
#include "tests/support/catch.h"
#include "tests/support/shared_data.h"

using namespace gloss::translate;

namespace {

// The tokens, separated by spaces, which no token holds.
std::string tokens_of(const std::string& line) {
  std::string joined;
  for (const std::string& token : tokenize(line))
    joined += (joined.empty() ? "" : " ") + token;
  return joined;
}

std::string round_trip(const std::string& line) {
  return detokenize(tokenize(line));
}

// The words with bars between them.
std::string split(std::string_view line) {
  std::string shown;
  for_each_word(line, [&](std::string_view word) {
    REQUIRE_FALSE(word.empty());
    shown.append(shown.empty() ? "" : "|").append(word);
  });
  return shown;
}

}  // namespace

TEST_CASE("tokenizer: joiners are on punctuation, not on words", "[apps]") {
  const auto [line, tokens] = GENERATE(table<std::string, std::string>({
      {"", ""},
      {"word", "word"},
      {"Hello, world!", "Hello ￭, world ￭!"},
      {"(a) [b] {c}", "(￭ a ￭) [￭ b ￭] {￭ c ￭}"},
      {"Va !", "Va !"},
      {"a,b", "a ￭,￭ b"},
      {"What?!", "What ￭? ￭!"},
      {"...", ". ￭. ￭."},
      {"- a", "- a"},
      {"#1 @you", "#￭ 1 @￭ you"},
      {"snake_case", "snake ￭_￭ case"},
      {"5€ $5", "5 ￭€ $￭ 5"},
  }));
  CHECK(tokens_of(line) == tokens);
  CHECK(round_trip(line) == line);
}

TEST_CASE("tokenizer: opening quotes and brackets are joined to the token after them", "[apps]") {
  const auto [line, tokens] = GENERATE(table<std::string, std::string>({
      {"(\"Hi\")", "(￭ \"￭ Hi ￭\" ￭)"},
      {"„Hallo“, sagt er.", "„￭ Hallo ￭“ ￭, sagt er ￭."},
      {"“Hi.”", "“￭ Hi ￭. ￭”"},
      {"¿¡Qué!?", "¿￭ ¡￭ Qué ￭! ￭?"},
      {"«Ça»", "«￭ Ça ￭»"},
      {"f(x)", "f ￭(￭ x ￭)"},
      {"((", "(￭ ("},
  }));
  CHECK(tokens_of(line) == tokens);
  CHECK(round_trip(line) == line);
}

TEST_CASE("tokenizer: a hyphen between letters stays inside the word", "[apps]") {
  const auto [line, tokens] = GENERATE(table<std::string, std::string>({
      {"ein T-Shirt", "ein T-Shirt"},
      {"Mange-le-moi", "Mange-le-moi"},
      {"a\u2010b a\u2011b", "a\u2010b a\u2011b"},
      {"Rot- und Blau", "Rot ￭- und Blau"},
      {"a--b", "a ￭- ￭-￭ b"},
      {"-a a-", "-￭ a a ￭-"},
      {"10-year-old", "10 ￭-￭ year-old"},
      {"1-2", "1 ￭-￭ 2"},
      {"1990–2000", "1990 ￭–￭ 2000"},
  }));
  CHECK(tokens_of(line) == tokens);
  CHECK(round_trip(line) == line);
}

TEST_CASE("tokenizer: a decimal separator between digits stays inside the number", "[apps]") {
  const auto [line, tokens] = GENERATE(table<std::string, std::string>({
      {"3.14 2,5", "3.14 2,5"},
      {"1,000,000.50", "1,000,000.50"},
      {"In 2016.", "In 2016 ￭."},
      {".5 5.", ".￭ 5 5 ￭."},
      {"1..2", "1 ￭. ￭.￭ 2"},
      {"U.S.", "U ￭.￭ S ￭."},
      {"10:30", "10 ￭:￭ 30"},
      {"A4 3D x2,5", "A4 3D x2,5"},
  }));
  CHECK(tokens_of(line) == tokens);
  CHECK(round_trip(line) == line);
}

TEST_CASE("tokenizer: an apostrophe between letters stays with the word before it", "[apps]") {
  const auto [line, tokens] = GENERATE(table<std::string, std::string>({
      {"l'homme", "l'￭ homme"},
      {"l’été d’aujourd'hui", "l’￭ été d’￭ aujourd'￭ hui"},
      {"I don't.", "I don'￭ t ￭."},
      {"rock'n'roll", "rock'￭ n'￭ roll"},
      {"Qu'est-ce", "Qu'￭ est-ce"},
      {"'tis the dogs'", "'￭ tis the dogs ￭'"},
      {"the 80's", "the 80 ￭'￭ s"},
      {"a''b", "a ￭' ￭'￭ b"},
      {"l'￭x", "l ￭' ￭&joiner;￭ x"},
  }));
  CHECK(tokens_of(line) == tokens);
  CHECK(round_trip(line) == line);
}

TEST_CASE("tokenizer: combining marks stay with their letter", "[apps]") {
  CHECK(tokens_of("cafe\u0301s e\u0301-a\u0300") == "cafe\u0301s e\u0301-a\u0300");
  CHECK(tokens_of("l\u0301'a") == "l\u0301'￭ a");
  CHECK(tokens_of("か\u3099!\uFE0F") == "か\u3099 ￭!\uFE0F");
  CHECK(tokens_of("in\u00ADto") == "in\u00ADto");
  CHECK(tokens_of("\u0301a \u0301\u0301") == "\u0301￭ a \u0301\u0301");
}

TEST_CASE("tokenizer: each ideograph and kana is a token", "[apps]") {
  const auto [line, tokens] = GENERATE(table<std::string, std::string>({
      {"東京へ", "東 ￭京 ￭へ"},
      {"我爱你。", "我 ￭爱 ￭你 ￭。"},
      {"「東」", "「￭ 東 ￭」"},
      {"NHKは3時", "NHK ￭は￭ 3 ￭時"},
      {"東a", "東￭ a"},
      {"나는 간다.", "나는 간다 ￭."},
  }));
  CHECK(tokens_of(line) == tokens);
  CHECK(round_trip(line) == line);
}

TEST_CASE("tokenizer: a joiner in the text is escaped", "[apps]") {
  const auto [line, tokens] = GENERATE(table<std::string, std::string>({
      {"￭", "&joiner;"},
      {"a ￭ b", "a &joiner; b"},
      {"a￭b", "a ￭&joiner;￭ b"},
      {"￭￭", "&joiner; ￭&joiner;"},
      {"(￭\u0301)", "(￭ &joiner;\u0301 ￭)"},
      {"&joiner;", "&￭ joiner ￭;"},
      {"￭&joiner;￭", "&joiner; ￭&￭ joiner ￭; ￭&joiner;"},
  }));
  CHECK(tokens_of(line) == tokens);
  CHECK(round_trip(line) == line);
}

TEST_CASE("tokenizer: white space of any kind comes back as single spaces", "[apps]") {
  CHECK(tokens_of("  a\t b\u00A0!\u3000") == "a b !");
  CHECK(round_trip("  a\t b\u00A0!\u3000") == "a b !");
  CHECK(tokenize(" \t\u202F").empty());
}

TEST_CASE("detokenizer: any sequence of tokens makes a line", "[apps]") {
  using Tokens = std::vector<std::string>;
  CHECK(detokenize(Tokens{}) == "");
  CHECK(detokenize(Tokens{"￭,", "a", "(￭"}) == ", a (");
  CHECK(detokenize(Tokens{"a￭", "￭", "￭b"}) == "ab");
  CHECK(detokenize(Tokens{"l'￭", "￭,", "<unk>"}) == "l', <unk>");
}

TEST_CASE("tokenizer: a copied word loses its joiners, copied punctuation keeps them", "[apps]") {
  CHECK(as_copied("O'￭") == "O'");
  CHECK(as_copied("￭京") == "京");
  CHECK(as_copied("東￭") == "東");
  for (const char* token : {"Neil", "￭.", "(￭", "￭-￭", ""})
    CHECK(as_copied(token) == token);
}

TEST_CASE("tokenizer: random text survives the round trip", "[apps]") {
  const std::u32string common =
      U"   "
      U"ab\u00E9\u00C901.,'’-\u2010!?()\"„“&;￭￭\u0301\u0308\u00AD\u200D東かー。א가😀\t\u00A0\u202F";
  std::mt19937_64 random(7);
  const auto below = [&](uint64_t n) { return random() % n; };
  for (int i = 0; i < 20000; ++i) {
    std::string line;
    for (uint64_t left = below(24); left > 0; --left) {
      const uint64_t kind = below(20);
      if (kind == 0) {
        line.push_back(static_cast<char>(below(256)));  // mostly not UTF-8
      } else if (kind < 4) {
        char32_t c = static_cast<char32_t>(below(kind == 1 ? 0x110000 : 0x3100));
        gloss::append_utf8(line, c >= 0xD800 && c < 0xE000 ? U'x' : c);
      } else {
        gloss::append_utf8(line, common[below(common.size())]);
      }
    }
    CAPTURE(i, line);
    const std::vector<std::string> tokens = tokenize(line);
    REQUIRE(detokenize(tokens) == normalise_spaces(line));
    const auto count = static_cast<int64_t>(tokens.size());
    REQUIRE(count_tokens(line) == count);
    REQUIRE(has_more_tokens(line, count - 1));
    REQUIRE_FALSE(has_more_tokens(line, count));
    for (const std::string& token : tokens) {
      REQUIRE_FALSE(token.empty());
      REQUIRE(token == normalise_spaces(token));
      REQUIRE(token.find(' ') == std::string::npos);
    }
  }
}

TEST_CASE("tokenizer: every line of the real corpora survives the round trip", "[apps]") {
  const std::string file =
      GENERATE("data/multi30k/train.en", "data/multi30k/train.de", "data/multi30k/val.en",
               "data/multi30k/val.de", "data/multi30k/test_2016_flickr.en",
               "data/multi30k/test_2016_flickr.de", "data/tatoeba/eng-fra-5000.tsv");
  const auto path = gloss::shared_data(file);
  if (!path) {
    WARN(file << " is not there: skipped");
    return;
  }
  std::ifstream in(*path);
  int64_t lines = 0;
  std::vector<std::string> damaged;
  for (std::string line; std::getline(in, line); ++lines) {
    if (round_trip(line) != normalise_spaces(line)) damaged.push_back(line);
  }
  CHECK(lines >= 1000);
  CHECK(damaged == std::vector<std::string>{});
}

TEST_CASE("words for subwords: a space belongs to the word after it, and one more starts the line",
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

TEST_CASE("words for subwords: letters, digits, ideographs and punctuation are separated",
          "[apps]") {
  CHECK(split("A dog.") == " A| dog|.");
  CHECK(split("(red, \"blue\")") == " (|red|,| \"|blue|\")");
  CHECK(split("H2O in 2016, 5.50") == " H|2|O| in| 2016|,| 5|.|50");
  CHECK(split("GDPが東京😀") == " GDP|が東京|😀");
}

TEST_CASE("words for subwords: hyphens and apostrophes stay between letters only", "[apps]") {
  CHECK(split("a T-Shirt's blue-\u2010b") == " a| T-Shirt's| blue|-\u2010|b");
  CHECK(split("l\u2019homme 'a' - b- 'c 9-10") == " l\u2019homme| '|a|'| -| b|-| '|c| 9|-|10");
}

TEST_CASE("words for subwords: an entity is part of its word", "[apps]") {
  CHECK(split("man &apos;s hat") == " man| &apos;s| hat");
  CHECK(split("&quot; a &#124;") == " &quot;| a| &#124;");
  CHECK(split("a & b; &; &far too long;") == " a| &| b|;| &;| &|far| too| long|;");
  CHECK(split("&amp") == " &|amp");
  CHECK(split("&") == " &");
}

TEST_CASE("words for subwords: combining marks stay with the character before them", "[apps]") {
  CHECK(split("e\u0301t e\u0301") == " e\u0301t| e\u0301");
  CHECK(split("!\u0301a") == " !\u0301|a");
  CHECK(split(" \u0301a\u0308b") == " | \u0301a\u0308b");
}
