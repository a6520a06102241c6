#include "apps/translate/text/case_marks.h"

#include <string>
#include <vector>

#include "apps/translate/text/codec.h"
#include "tests/support/catch.h"

namespace gloss::translate {
namespace {

using Tokens = std::vector<std::string>;

// The words of a line, with ^ for <Cap> and ^^ for <CAPS>.
std::string marked(std::string_view line) {
  std::string text;
  for_each_marked_word(line, [&](CaseMark mark, std::string_view word) {
    if (mark != CaseMark::kNone) text += mark == CaseMark::kCapital ? "^" : "^^";
    text.append("[").append(word).append("]");
  });
  return text;
}

Codec codec_of(const Tokens& lines) {
  const TokenCounts counts = count_subword_words(lines, true);
  const auto rules = std::make_shared<const SubwordRules>(SubwordRules::learn(counts, 100));
  return Codec(subword_vocabulary(*rules, counts, 1, true), false, rules);
}

}  // namespace

TEST_CASE("case marks: a word that begins with one capital is marked and small", "[apps]") {
  CHECK(marked("The cat sees Anna.") == "^[ the][ cat][ sees]^[ anna][.]");
  CHECK(marked("I am \u00C9lodie") == "^[ i][ am]^[ \u00E9lodie]");
  CHECK(marked("(Hello)") == "[ (]^[hello][)]");
  CHECK(marked("T-shirt") == "^[ t-shirt]");
}

TEST_CASE("case marks: a capital after an apostrophe or a hyphen begins a part of its own",
          "[apps]") {
  CHECK(marked("d'Anna") == "[ d']^[anna]");
  CHECK(marked("O'Neill, Saint-Exup\u00E9ry") == "^[ o']^[neill][,]^[ saint-]^[exup\u00E9ry]");
}

TEST_CASE("case marks: a line of two or more capitals has one mark", "[apps]") {
  CHECK(marked("THE CAT!") == "^^[ the][ cat][!]");
  CHECK(marked("NO") == "^^[ no]");
  CHECK(marked("AF 12") == "^^[ af][ 12]");
  CHECK(marked("I") == "^[ i]");
  CHECK(marked("\u00C0 L'\u00C9COLE") == "^^[ \u00E0][ l'\u00E9cole]");
}

TEST_CASE("case marks: other capitals stay", "[apps]") {
  CHECK(marked("the USA") == "[ the][ USA]");
  CHECK(marked("an iPhone, a McDonald") == "[ an][ iPhone][,][ a]^[ mcDonald]");
  CHECK(marked("\u0130zmir \u212A \u01C5") == "[ \u0130zmir][ \u212A][ \u01C5]");
  CHECK(marked("12 %").find('^') == std::string::npos);
}

TEST_CASE("case marks: capitals come back behind a space or at once", "[apps]") {
  CHECK(restore_capitals(" the cat", std::vector<size_t>{0, 4}, false) == " The Cat");
  CHECK(restore_capitals("d'anna", std::vector<size_t>{2}, false) == "d'Anna");
  CHECK(restore_capitals(" the \u00E9cole", {}, true) == " THE \u00C9COLE");
  // A network may write marks that stand before no letter.
  CHECK(restore_capitals("a. b", std::vector<size_t>{1, 1, 4}, false) == "a. b");
}

TEST_CASE("case marks: a word has the same pieces in small letters and in capitals", "[apps]") {
  const Codec codec = codec_of({"the cat", "the Cat", "THE CAT"});
  CHECK(codec.tokens("the cat") == Tokens{"▁the", "▁cat"});
  CHECK(codec.tokens("the Cat") == Tokens{"▁the", "<Cap>", "▁cat"});
  CHECK(codec.tokens("THE CAT") == Tokens{"<CAPS>", "▁the", "▁cat"});
}

TEST_CASE("case marks: every line comes back as it was", "[apps]") {
  const Codec codec = codec_of({"the cat", "d'Anna", "<Cap> <CAPS>"});
  for (const std::string line :
       {"The cat.", "THE CAT", "  Two  Spaces ", "d'Anna L'\u00C9cole", "<Cap> the <CAPS>Cat",
        "iPhone McDonald USA-Europe A-B", "STRASSE stra\u00DFe STRA\u00DFE", "STRA\u00DFE",
        "\u0130zmir I\u0307 \u212A \u01C4 \u01C5 \u01C6", "\u03A3\u0391\u03A3 \u03C3\u03B1\u03C2",
        "\u03A3\u0391\u03A3", "E\u0301cole", "\xE2\x96\x81The", "A", "OK", "\U00010400\U00010401",
        "\U00010400\U00010429 X\tY"}) {
    INFO(line);
    CHECK(codec.decode(codec.encode(line)) == line);
  }
}

TEST_CASE("case marks: for a user a mark is joined with the token after it", "[apps]") {
  const auto joined = [](const Tokens& tokens) { return join_case_marks(tokens).tokens; };
  const auto groups = [](const Tokens& tokens) { return join_case_marks(tokens).group; };
  const Tokens sentence = {"<Cap>", "▁they", "▁s", "ee", "<Cap>", "▁anna", "."};
  CHECK(joined(sentence) == Tokens{"▁They", "▁s", "ee", "▁Anna", "."});
  CHECK(groups(sentence) == std::vector<size_t>{0, 0, 1, 2, 3, 3, 4, 5});
  CHECK(joined({"<CAPS>", "▁the", "▁cat"}) == Tokens{"▁THE", "▁CAT"});
  CHECK(groups({"▁the", "▁cat"}) == std::vector<size_t>{0, 1, 2});
  CHECK(joined({}).empty());
}

TEST_CASE("case marks: for a user bytes and the unknown token keep their names", "[apps]") {
  const Tokens tokens = {"<CAPS>", "<0xC3>", "<0xA9>", "<unk>", "a"};
  CHECK(join_case_marks(tokens).tokens == Tokens{"<0xC3>", "<0xA9>", "<unk>", "A"});
  CHECK(join_case_marks(Tokens{"<Cap>", "▁", "anna"}).tokens == Tokens{"▁", "Anna"});
}

TEST_CASE("case marks: for a user a mark without a token after it belongs to the end mark",
          "[apps]") {
  const JoinedTokens joined = join_case_marks(Tokens{"<Cap>", "<Cap>", "▁he", "<Cap>"});
  CHECK(joined.tokens == Tokens{"▁He"});
  CHECK(joined.group == std::vector<size_t>{0, 0, 0, 1, 1});
}

TEST_CASE("case marks: a codec without marks has capitals in its pieces", "[apps]") {
  const TokenCounts counts = count_subword_words(Tokens{"The The"});
  const auto rules = std::make_shared<const SubwordRules>(SubwordRules::learn(counts, 100));
  CHECK(Codec(subword_vocabulary(*rules, counts, 1), false, rules).tokens("The") == Tokens{"▁The"});
}

}  // namespace gloss::translate
