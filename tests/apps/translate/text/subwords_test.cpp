#include <fstream>
#include <random>

#include "apps/translate/text/codec.h"
#include "apps/translate/text/unicode.h"
#include "tests/core/with_threads.h"
#include "tests/support/catch.h"
#include "tests/support/shared_data.h"

namespace gloss::translate {
namespace {

using models::kBos, models::kEos, models::kPad, models::kUnk;
using Ids = std::vector<int32_t>;

const std::vector<std::string>& text() {
  static const std::vector<std::string> lines = {
      "A man sees a dog.", "The dog sees a man, two men and dogs!", "Der Hund hört den Mann.",
      "Ein Mann hört zwei Hunde, große Hunde.", "M\u00E4nner h\u00F6ren 21 Hunde ..."};
  return lines;
}

Codec codec(int64_t merges, const std::vector<std::string>& lines = text()) {
  const TokenCounts words = count_subword_words(lines);
  const auto rules = std::make_shared<const SubwordRules>(SubwordRules::learn(words, merges));
  return Codec(subword_vocabulary(*rules, words, 1), false, rules);
}

// The pieces, separated by spaces.
std::string pieces(const Codec& codec, std::string_view line) {
  std::string shown;
  for (const std::string& piece : codec.vocabulary().decode(codec.encode(line)))
    shown += (shown.empty() ? "" : " ") + piece;
  return shown;
}

TEST_CASE("subwords: frequent words are one piece, rare ones several", "[apps]") {
  const Codec learnt = codec(100);
  CHECK(pieces(learnt, "Mann sees a dog. Hunde") == "▁Mann ▁sees ▁a ▁dog . ▁Hunde");
  CHECK(pieces(learnt, "Hundehund") == "▁Hunde h u nd");
  CHECK(pieces(codec(0), "A dog.") == "▁ A ▁d o g .");
}

TEST_CASE("subwords: a word is the same pieces at the start of a line and before punctuation",
          "[apps]") {
  const Codec learnt = codec(100);
  CHECK(pieces(learnt, "Hunde, Hunde.") == "▁Hunde , ▁Hunde .");
  CHECK(pieces(learnt, "Hunde , Hunde .") == "▁Hunde ▁ , ▁Hunde ▁ .");
}

TEST_CASE("subwords: characters that were never seen become bytes", "[apps]") {
  const Codec learnt = codec(100);
  CHECK(pieces(learnt, "\u00EB") == "▁ <0xC3> <0xAB>");
  CHECK(pieces(learnt, "Q\U0001F600\tx▁") ==
        "▁ Q <0xF0> <0x9F> <0x98> <0x80> <0x09> x <0xE2> <0x96> <0x81>");
  CHECK(pieces(learnt, "<0xC3> <unk>") == "▁ < 0 x C 3 > ▁ < u n k >");
}

TEST_CASE("subwords: the vocabulary holds reserved ids, bytes, characters and merges", "[apps]") {
  CHECK(codec(10, {}).vocabulary().size() == 4 + 256);
  // ▁a, ▁b twice; é twice, ▁é once: ▁a, ▁b, é. The merge is that of ▁a and é.
  const std::vector<std::string> lines = {"a\u00E9 b", "a\u00E9 b \u00E9"};
  const Codec learnt = codec(10, lines);
  CHECK(learnt.subword_rules()->to_text() == "\u00E9\n▁a\n▁b\n▁a \u00E9\n");
  // ▁a never stands alone, so it gets no id, but ▁b, ▁aé and é do.
  CHECK(learnt.vocabulary().size() == 4 + 256 + 3);
  CHECK(pieces(learnt, "a b") == "▁ a ▁b");
}

TEST_CASE("subwords: pieces outside a language's vocabulary are split until they are inside",
          "[apps]") {
  const TokenCounts german =
      count_subword_words(std::vector<std::string>{"Hunde Hunde \u00E4 \u00E4"});
  const TokenCounts english = count_subword_words(std::vector<std::string>{"Hun Hun de de"});
  TokenCounts both = german;
  both += english;
  const auto rules = std::make_shared<const SubwordRules>(SubwordRules::learn(both, 100));
  const Codec source(subword_vocabulary(*rules, german, 2), false, rules);
  const Codec target(subword_vocabulary(*rules, english, 2), false, rules);
  CHECK(pieces(source, "Hunde \u00E4") == "▁Hunde ▁\u00E4");
  CHECK(target.vocabulary().id("▁Hunde") == kUnk);
  CHECK(pieces(target, "Hunde") == "▁Hun d e");
  CHECK(pieces(target, "\u00E4") == "▁ <0xC3> <0xA4>");
  CHECK(target.decode(target.encode("Hunde \u00E4")) == "Hunde \u00E4");
}

TEST_CASE("subwords: random text survives the round trip", "[apps]") {
  const std::u32string common =
      U"    "
      U"aAbBdhmnuEH01.,'-!?()&;<>\"\u00E4\u00F6\u00DF\u0301\u0308\u200D\uFE0F\u2581\uFFED\uFFFD東か"
      U"\U0001F600\U0001F468\t\r\v\f\u0085\u00A0\u1680\u2003\u2028\u202F\u3000\u0001\u007F\u05D0"
      U"\u0E01";
  std::mt19937_64 random(7);
  const auto below = [&](uint64_t n) { return random() % n; };
  const auto random_line = [&] {
    std::string line;
    for (uint64_t left = below(24); left > 0; --left) {
      char32_t c = common[below(common.size())];
      if (below(10) == 0) c = static_cast<char32_t>(below(below(2) == 0 ? 0x110000 : 0x500));
      append_utf8(line, (c >= 0xD800 && c < 0xE000) || c == '\n' ? U'x' : c);
    }
    return line;
  };
  std::vector<std::string> lines;
  for (int i = 0; i < 2000; ++i)
    lines.push_back(random_line());
  for (const Codec& learnt : {codec(0), codec(100), codec(1000, lines)})
    for (int i = 0; i < 10000; ++i) {
      const std::string line = random_line();
      const Ids ids = learnt.encode(line);
      CAPTURE(i, line);
      if (is_blank(line)) {
        REQUIRE(ids.empty());
        continue;
      }
      REQUIRE(learnt.decode(ids) == line);
      REQUIRE(*std::ranges::min_element(ids) >= models::kReservedIds);
    }
}

TEST_CASE("subwords: every single character survives the round trip", "[apps]") {
  const Codec learnt = codec(100);
  int64_t damaged = 0;
  for (char32_t c = 0; c < 0x30000; ++c) {
    if ((c >= 0xD800 && c < 0xE000) || c == '\n') continue;
    const std::string one = encode_utf8(std::u32string(1, c));
    const std::string line = one + one + " " + one + "a " + one;
    damaged += learnt.decode(learnt.encode(line)) != line;
  }
  CHECK(damaged == 0);
}

TEST_CASE("subwords: any ids decode to UTF-8", "[apps]") {
  const Codec learnt = codec(100);
  const auto id = [&](const std::string& piece) { return learnt.vocabulary().id(piece); };
  CHECK(learnt.decode(Ids{kBos, id("▁dog"), kPad, id("."), kEos, id("▁dog")}) == "dog.");
  CHECK(learnt.decode(Ids{id("."), id("▁dog")}) == ". dog");
  CHECK(learnt.decode(Ids{id("▁"), id("<0xC3>"), id("▁dog")}) == "\uFFFD dog");
  CHECK(learnt.decode(Ids{id("▁dog"), kUnk}) == "dog<unk>");
  CHECK(learnt.decode(Ids{}) == "");
}

TEST_CASE("subwords: ids outside the vocabulary are errors", "[apps]") {
  const Codec learnt = codec(0, {});
  CHECK_THROWS_WITH(learnt.decode(Ids{260}),
                    "vocabulary: id 260 is outside a vocabulary of 260 tokens");
  CHECK_THROWS_AS(learnt.decode(Ids{-1}), std::invalid_argument);
}

TEST_CASE("subwords: a vocabulary without a byte is refused", "[apps]") {
  const auto rules = std::make_shared<const SubwordRules>();
  CHECK_THROWS_WITH(Codec(Vocabulary(TokenCounts{{"<0x00>", 1}}), false, rules),
                    "subwords: the vocabulary lacks the byte <0x01>");
}

TEST_CASE("subwords: rules survive as text", "[apps]") {
  const Codec learnt = codec(100);
  const std::string stored = learnt.subword_rules()->to_text();
  const auto rules = std::make_shared<const SubwordRules>(SubwordRules::from_text(stored));
  CHECK(rules->to_text() == stored);
  CHECK(rules->merges() == learnt.subword_rules()->merges());
  const Codec loaded(Vocabulary::from_text(learnt.vocabulary().to_text()), false, rules);
  for (const std::string line : {"Hundehund h\u00F6rt", "A man, Q \u00EB", "  two  Mann\u00E4"})
    CHECK(loaded.encode(line) == learnt.encode(line));
}

TEST_CASE("subwords: an error in rules names the line", "[apps]") {
  const auto complaint = [](const std::string& line) {
    return "subwords: line 2 is neither a character nor a merge: '" + line + "'";
  };
  for (const char* line : {"", " ", "a ", " b", "a b c"})
    CHECK_THROWS_WITH(SubwordRules::from_text(std::string("▁x\n") + line + "\n"), complaint(line));
  CHECK_THROWS_WITH(SubwordRules::from_text("a b\n▁x\n"), complaint("▁x"));
  CHECK(SubwordRules::from_text("").merges() == 0);
}

TEST_CASE("subwords: rules and vocabulary are the same for any number of threads", "[apps]") {
  std::vector<std::string> lines;
  for (int i = 0; i < 40000; ++i)
    lines.push_back(text()[static_cast<size_t>(i) % text().size()] + std::to_string(i % 997));
  const auto learnt = [&](int count) {
    const WithThreads with(count);
    const Codec result = codec(300, lines);
    return result.subword_rules()->to_text() + result.vocabulary().to_text();
  };
  const std::string one = learnt(1);
  CHECK(learnt(2) == one);
  CHECK(learnt(8) == one);
}

TEST_CASE("subwords: every line of the real corpora survives the round trip", "[apps]") {
  const std::string file =
      GENERATE("data/multi30k/train.en", "data/multi30k/train.de", "data/multi30k/val.en",
               "data/multi30k/val.de", "data/multi30k/test_2016_flickr.en",
               "data/multi30k/test_2016_flickr.de", "data/multi30k/tok/val.de",
               "data/tatoeba/eng-fra-5000.tsv");
  const auto path = gloss::shared_data(file);
  if (!path) {
    WARN(file << " is not there: skipped");
    return;
  }
  const Codec learnt = codec(100);
  std::ifstream in(*path);
  int64_t lines = 0;
  std::vector<std::string> damaged;
  for (std::string line; std::getline(in, line); ++lines)
    if (learnt.decode(learnt.encode(line)) != line) damaged.push_back(line);
  CHECK(lines >= 1000);
  CHECK(damaged == std::vector<std::string>{});
}

}  // namespace
}  // namespace gloss::translate
