#include "apps/translate/text/vocabulary.h"

#include <stdexcept>
#include <string>
#include <vector>

#include "tests/support/catch.h"

using namespace gloss::translate;
using gloss::models::kBos, gloss::models::kEos, gloss::models::kPad, gloss::models::kUnk;

using Tokens = std::vector<std::string>;
using Ids = std::vector<int32_t>;

TEST_CASE("vocabulary: ids follow falling count, then bytes", "[apps]") {
  const Vocabulary vocabulary(
      TokenCounts{{"the", 9}, {"zoo", 2}, {"apple", 2}, {"Zoo", 2}, {"éclair", 2}, {"a", 9}});
  CHECK(vocabulary.size() == 10);
  CHECK(vocabulary.to_text() == "a\nthe\nZoo\napple\nzoo\néclair\n");
  CHECK(vocabulary.id("a") == 4);
  CHECK(vocabulary.id("éclair") == 9);
  CHECK(vocabulary.token(9) == "éclair");
}

TEST_CASE("vocabulary: rare tokens are left out", "[apps]") {
  const TokenCounts counts{{"often", 5}, {"twice", 2}, {"once", 1}};
  CHECK(Vocabulary(counts).size() == 7);
  CHECK(Vocabulary(counts, 2).to_text() == "often\ntwice\n");
  CHECK(Vocabulary(counts, 2).id("once") == kUnk);
  CHECK(Vocabulary(counts, 6).size() == 4);
}

TEST_CASE("vocabulary: the first four ids are reserved", "[apps]") {
  const Vocabulary vocabulary;
  CHECK(vocabulary.size() == 4);
  CHECK(vocabulary.token(kPad) == "<pad>");
  CHECK(vocabulary.token(kBos) == "<s>");
  CHECK(vocabulary.token(kEos) == "</s>");
  CHECK(vocabulary.token(kUnk) == "<unk>");
  CHECK(vocabulary.to_text() == "");
}

TEST_CASE("vocabulary: a token spelt like a reserved one is not confused with it", "[apps]") {
  const Tokens spelt{"<pad>", "<s>", "</s>", "<unk>"};
  CHECK(Vocabulary().encode(spelt) == Ids{kUnk, kUnk, kUnk, kUnk});

  const Vocabulary vocabulary(TokenCounts{{"</s>", 3}, {"<unk>", 2}, {"<s>", 1}});
  CHECK(vocabulary.encode(spelt) == Ids{kUnk, 6, 4, 5});
  CHECK(vocabulary.decode(Ids{6, 4, 5}) == Tokens{"<s>", "</s>", "<unk>"});
  CHECK(Vocabulary::from_text(vocabulary.to_text()).encode(spelt) == Ids{kUnk, 6, 4, 5});
}

TEST_CASE("vocabulary: encoding adds no end mark, decoding stops at it", "[apps]") {
  const Vocabulary vocabulary(TokenCounts{{"a", 2}, {"b", 1}});
  CHECK(vocabulary.encode(Tokens{}) == Ids{});
  CHECK(vocabulary.encode(Tokens{"b", "x", "a"}) == Ids{5, kUnk, 4});
  CHECK(vocabulary.decode(Ids{kBos, 5, kUnk, kPad, 4, kEos, 4}) == Tokens{"b", "<unk>", "a"});
  CHECK(vocabulary.decode(Ids{}) == Tokens{});
}

TEST_CASE("vocabulary: an id outside is an error", "[apps]") {
  const Vocabulary vocabulary(TokenCounts{{"a", 1}});
  CHECK_THROWS_WITH(vocabulary.token(5), "vocabulary: id 5 is outside a vocabulary of 5 tokens");
  CHECK_THROWS_AS(vocabulary.token(-1), std::invalid_argument);
  CHECK_THROWS_WITH(vocabulary.decode(Ids{4, 99}),
                    "vocabulary: id 99 is outside a vocabulary of 5 tokens");
}

TEST_CASE("vocabulary: text brings back the same ids", "[apps]") {
  const std::string text = "￭,\nthe\n<unk>\n東\nCR\r\n";
  const Vocabulary vocabulary = Vocabulary::from_text(text);
  CHECK(vocabulary.size() == 9);
  CHECK(vocabulary.to_text() == text);
  CHECK(vocabulary.id("CR\r") == 8);
  CHECK(Vocabulary::from_text("").size() == 4);
  CHECK(Vocabulary::from_text("a\nb").to_text() == "a\nb\n");
}

TEST_CASE("vocabulary: damaged text is refused", "[apps]") {
  CHECK_THROWS_WITH(Vocabulary::from_text("a\n\nb\n"), "vocabulary: line 2 is empty");
  CHECK_THROWS_WITH(Vocabulary::from_text("a\nb\na\n"), "vocabulary: line 3 repeats 'a'");
  CHECK_THROWS_AS(Vocabulary::from_text("\n"), std::runtime_error);
}

TEST_CASE("vocabulary: a token that text cannot hold is refused", "[apps]") {
  CHECK_THROWS_WITH(Vocabulary(TokenCounts{{"", 1}}), "vocabulary: a token is empty");
  CHECK_THROWS_WITH(Vocabulary(TokenCounts{{"a\nb", 1}}),
                    "vocabulary: a token holds a line feed: 'a\nb'");
}
