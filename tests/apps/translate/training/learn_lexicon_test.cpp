#include "apps/translate/training/learn_lexicon.h"

#include "tests/apps/translate/tiny_translator.h"
#include "tests/support/catch.h"

namespace gloss::translate {
namespace {

EncodedPairs encoded(const Checkpoint& checkpoint) {
  EncodedPairs pairs;
  for (const SentencePair& pair : tiny_corpus())
    pairs.push_back({checkpoint.source.encode(pair.source), checkpoint.target.encode(pair.target)});
  return pairs;
}

TEST_CASE("lexicon: the likeliest translation of a word stands first", "[apps]") {
  const Checkpoint checkpoint = tiny_checkpoint();
  const EncodedPairs pairs = encoded(checkpoint), none;
  const Lexicon lexicon = learn_lexicon({&pairs, &none}, checkpoint, 3);
  const auto id = [](const Codec& codec, const std::string& word) { return codec.encode(word)[0]; };
  for (const auto& [source, target] : {std::pair{"she", "elle"},
                                       {"he", "il"},
                                       {"sees", "voit"},
                                       {"cat", "chat"},
                                       {"bed", "lit"},
                                       {"black", "noir"},
                                       {"green", "vert"}}) {
    CAPTURE(source);
    CHECK(lexicon.at({id(checkpoint.source, source), 0}) ==
          static_cast<real>(id(checkpoint.target, target)));
  }
}

TEST_CASE("lexicon: a shortlist has the reserved ids, frequent tokens and translations, sorted",
          "[apps]") {
  const Checkpoint checkpoint = tiny_checkpoint();
  const EncodedPairs pairs = encoded(checkpoint);
  const Lexicon lexicon = learn_lexicon({&pairs}, checkpoint, 1);
  std::vector<int32_t> expected{0, 1, 2, 3};
  for (const char* word :
       {"le", "a", "elle", "lit"})  // the three most frequent and one translation
    expected.push_back(checkpoint.target.encode(word)[0]);
  std::ranges::sort(expected);
  CHECK(shortlist(lexicon, checkpoint.source.encode("bed")) == expected);
}

TEST_CASE("lexicon: with one vocabulary for both languages a token is its own translation",
          "[apps]") {
  const Checkpoint checkpoint = tiny_checkpoint(settings_of({{"tied-embeddings", "all"}}));
  const EncodedPairs pairs = encoded(checkpoint);
  const Lexicon lexicon = learn_lexicon({&pairs}, checkpoint, 4);
  const std::vector<int32_t> source = checkpoint.source.encode("the green bird");
  const std::vector<int32_t> list = shortlist(lexicon, source);
  for (const int32_t token : source)
    CHECK(std::ranges::find(list, token) != list.end());
}

}  // namespace
}  // namespace gloss::translate
