#include "apps/translate/training/epoch_pairs.h"

#include <algorithm>
#include <set>

#include "tests/apps/translate/tiny_translator.h"
#include "tests/support/catch.h"

namespace gloss::translate {
namespace {

std::vector<SentencePair> pairs_between(size_t first, size_t last) {
  const std::vector<SentencePair> all = tiny_corpus();
  return {all.begin() + static_cast<std::ptrdiff_t>(first),
          all.begin() + static_cast<std::ptrdiff_t>(last)};
}

// The sources of the pairs as text.
std::vector<std::string> sources(const Checkpoint& checkpoint, const EncodedPairs& pairs) {
  std::vector<std::string> texts;
  for (size_t i = 0; i < pairs.size(); ++i)
    texts.push_back(checkpoint.source.decode(pairs[i].source));
  return texts;
}

TEST_CASE("epoch pairs: without --replay and --augment they are the training data, not a copy",
          "[apps]") {
  const Checkpoint checkpoint = tiny_checkpoint();
  const EncodedCorpus training = encode(checkpoint, tiny_corpus()), none;
  EpochPairs pairs({}, checkpoint, training, none);
  CHECK(&pairs.draw(1) == &training.encoded);
}

TEST_CASE("epoch pairs: as many old pairs as new ones are drawn by the seed, none twice",
          "[apps]") {
  const Checkpoint checkpoint = tiny_checkpoint();
  const EncodedCorpus training = encode(checkpoint, pairs_between(0, 10));
  const EncodedCorpus old = encode(checkpoint, pairs_between(10, 40));
  EpochPairs pairs({}, checkpoint, training, old);
  const auto drawn = sources(checkpoint, pairs.draw(1));
  REQUIRE(drawn.size() == 20);
  CHECK(std::set(drawn.begin(), drawn.end()).size() == 20);
  for (size_t i = 0; i < 10; ++i)
    CHECK(drawn[i] == training.pairs[i].source);
  CHECK(sources(checkpoint, pairs.draw(2)) != drawn);
  CHECK(sources(checkpoint, pairs.draw(1)) == drawn);
}

TEST_CASE("epoch pairs: all old pairs are used if there are fewer than new ones", "[apps]") {
  const Checkpoint checkpoint = tiny_checkpoint();
  const EncodedCorpus training = encode(checkpoint, pairs_between(0, 30));
  const EncodedCorpus old = encode(checkpoint, pairs_between(30, 40));
  EpochPairs pairs({}, checkpoint, training, old);
  CHECK(pairs.draw(1).size() == 40);
}

TEST_CASE("epoch pairs: a pair's change follows from the epoch's seed and its number", "[apps]") {
  const std::vector<SentencePair> texts = tiny_corpus();
  std::vector<std::string> lines;
  for (const SentencePair& pair : texts)
    lines.insert(lines.end(), {pair.source, pair.target});
  const Checkpoint checkpoint = case_marked_checkpoint(lines);
  const EncodedCorpus training = encode(checkpoint, texts), none;
  TrainSettings settings;
  settings.augment = {"upper=0.5"};
  EpochPairs pairs(settings, checkpoint, training, none);
  const auto first = sources(checkpoint, pairs.draw(1));
  size_t changed = 0;
  for (size_t i = 0; i < first.size(); ++i) {
    if (first[i] == texts[i].source) continue;
    CHECK(first[i] == upper_case(texts[i].source));
    ++changed;
  }
  CHECK((changed > 5 && changed < 35));
  CHECK(sources(checkpoint, pairs.draw(2)) != first);
  EpochPairs others(settings, checkpoint, training, none);
  CHECK(sources(checkpoint, others.draw(1)) == first);
}

TEST_CASE("epoch pairs: a change is left out if its tokens exceed --max-length", "[apps]") {
  const Checkpoint checkpoint = case_marked_checkpoint({"a cat", "un chat"});
  const EncodedCorpus training =
                          encode(checkpoint, std::vector<SentencePair>{{"a cat", "un chat"}}),
                      none;
  TrainSettings settings;
  settings.augment = {"upper=1"};
  const EncodedPair pair = training.encoded[0];
  const int64_t plain = std::max(std::ssize(pair.source), std::ssize(pair.target));
  settings.max_length = plain + 1;
  CHECK(sources(checkpoint, EpochPairs(settings, checkpoint, training, none).draw(1))[0] ==
        "A CAT");
  settings.max_length = plain;  // the case mark is a token too many
  CHECK(sources(checkpoint, EpochPairs(settings, checkpoint, training, none).draw(1))[0] ==
        "a cat");
}

TEST_CASE("epoch pairs: a change must not make words of the translation unknown", "[apps]") {
  const Checkpoint checkpoint = tiny_checkpoint();  // whole words in small letters
  const EncodedCorpus training = encode(checkpoint, tiny_corpus()), none;
  TrainSettings settings;
  settings.augment = {"upper=1"};
  const auto capitals = EpochPairs(settings, checkpoint, training, none).draw(1);
  CHECK(sources(checkpoint, capitals)[0] == training.pairs[0].source);
  settings.augment = {"typos=1"};
  const auto typos = EpochPairs(settings, checkpoint, training, none).draw(1);
  CHECK_THAT(sources(checkpoint, typos)[0], ContainsSubstring("<unk>"));
}

}  // namespace
}  // namespace gloss::translate
