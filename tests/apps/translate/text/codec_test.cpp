#include "apps/translate/text/codec.h"

#include "tests/support/catch.h"

namespace gloss::translate {
namespace {

using Tokens = std::vector<std::string>;
using Ids = std::vector<int32_t>;

Codec words(bool lower) {
  return Codec(Vocabulary(TokenCounts{{"the", 3}, {"cat", 2}, {"￭.", 1}}), lower);
}

Codec subwords(bool lower) {
  const TokenCounts counts = count_subword_words(Tokens{"the cat.", "the cat."});
  const auto rules = std::make_shared<const SubwordRules>(SubwordRules::learn(counts, 100));
  return Codec(subword_vocabulary(*rules, counts, 1), lower, rules);
}

TEST_CASE("codec: a codec of words joins them as they stood", "[apps]") {
  CHECK(words(false).tokens("the cat.") == Tokens{"the", "cat", "￭."});
  CHECK(words(false).encode("the cat. The") == Ids{4, 5, 6, models::kUnk});
  CHECK(words(true).encode("The") == Ids{4});
  CHECK(words(false).decode(Ids{4, 5, 6, models::kEos}) == "the cat.");
  CHECK(words(false).subword_rules() == nullptr);
}

TEST_CASE("codec: an unknown token survives decoding and encoding", "[apps]") {
  const Codec codec = words(false);
  const int32_t the = codec.vocabulary().id("the"), point = codec.vocabulary().id("￭.");
  for (const Ids& ids : {Ids{the, models::kUnk}, Ids{models::kUnk, point},
                         Ids{the, models::kUnk, models::kUnk, point}})
    CHECK(codec.encode_decoded(codec.decode(ids)) == ids);
  CHECK(codec.encode("<unk>").size() == 3);  // of a text that holds these letters
  const Codec pieces = subwords(false);
  CHECK(pieces.encode_decoded("<unk> the") == pieces.encode("<unk> the"));
}

TEST_CASE("codec: the tokens of a codec of subwords are the pieces", "[apps]") {
  const Codec codec = subwords(false);
  CHECK(codec.tokens("the cat") == Tokens{"▁the", "▁cat"});
  CHECK(codec.vocabulary().encode(codec.tokens("the  CAT\u00E9.")) ==
        codec.encode("the  CAT\u00E9."));
  CHECK(codec.decode(codec.encode("  the \u00E9 cat")) == "  the \u00E9 cat");
  CHECK(subwords(true).tokens("The CAT") == Tokens{"▁the", "▁cat"});
  REQUIRE(codec.subword_rules() != nullptr);
  CHECK(codec.subword_rules()->merges() > 0);
}

TEST_CASE("codec: known words have the same ids", "[apps]") {
  const std::string line = "the cats and the cat. cats and dogs";
  for (const bool lower : {false, true}) {
    const Codec codec = subwords(lower);
    const Ids ids = codec.encode(line);
    KnownWords known, added, none;
    CHECK(codec.encode(line, none, known) == ids);  // finds the second "and" in `known`
    CHECK(known.size() == 6);
    CHECK(codec.encode(line, known, added) == ids);
    CHECK(added.size() == 0);
    known = {};
    known.add(" cat", 1)[0] = 7;
    CHECK(std::ranges::count(codec.encode(line, known, added), 7) == 1);
  }
}

TEST_CASE("codec: a blank line has no tokens", "[apps]") {
  for (const Codec& codec : {words(false), subwords(false)})
    for (const char* line : {"", " ", "\t \u00A0"}) {
      CHECK(codec.tokens(line).empty());
      CHECK(codec.encode(line).empty());
    }
}

TEST_CASE("codec: a source line is rewritten in the characters of the vocabulary", "[apps]") {
  CHECK(words(false).in_known_characters("the\u00A0cat\u200B.") == "the cat.");
  CHECK(subwords(true).tokens(subwords(true).in_known_characters("The\tcat")) ==
        Tokens{"▁the", "▁cat"});
}

TEST_CASE("codec: any ids decode to a single line", "[apps]") {
  const Codec codec = subwords(false);
  const auto id = [&](const std::string& piece) { return codec.vocabulary().id(piece); };
  CHECK(codec.decode(Ids{id("▁the"), id("<0x0A>"), id("▁cat"), id("<0xFF>")}) == "the  cat\uFFFD");
}

}  // namespace
}  // namespace gloss::translate
