#include "apps/translate/training/epoch_pairs.h"

#include <algorithm>
#include <set>

#include "tests/apps/translate/tiny_translator.h"
#include "tests/core/with_threads.h"
#include "tests/support/catch.h"
#include "tests/support/temporary_folder.h"

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

TEST_CASE("epoch pairs: drawn pairs are in a file if the training pairs are", "[apps]") {
  const TemporaryFolder folder;
  const Checkpoint checkpoint = tiny_checkpoint();
  const EncodedCorpus old = encode(checkpoint, pairs_between(10, 40));
  CorpusEncoder encoder(checkpoint, 0, true,
                        std::make_shared<TemporaryFile>(folder.file("m"), "the encoded pairs"));
  encoder.add(pairs_between(0, 10));
  const EncodedCorpus in_file = encoder.take();
  const EncodedCorpus in_memory = encode(checkpoint, pairs_between(0, 10));
  TrainSettings settings;
  settings.model = folder.file("m");
  EpochPairs from_file(settings, checkpoint, in_file, old);
  EpochPairs from_memory(settings, checkpoint, in_memory, old);
  CHECK(from_file.draw(1).in_file());
  CHECK_FALSE(from_memory.draw(1).in_file());
  CHECK(sources(checkpoint, from_file.draw(2)) == sources(checkpoint, from_memory.draw(2)));
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

// The texts of the tiny corpus, encoded in the subwords that were learnt from them.
struct InSubwords {
  std::vector<SentencePair> texts = tiny_corpus();
  Checkpoint checkpoint = case_marked_checkpoint([this] {
    std::vector<std::string> lines;
    for (const SentencePair& pair : texts)
      lines.insert(lines.end(), {pair.source, pair.target});
    return lines;
  }());
  EncodedCorpus training = encode(checkpoint, texts), none;
};

TEST_CASE("epoch pairs: --bpe-dropout changes the subwords of both sides, not the text", "[apps]") {
  const InSubwords c;
  TrainSettings settings;
  settings.bpe_dropout = 0.2;
  EpochPairs pairs(settings, c.checkpoint, c.training, c.none);
  const EncodedPairs first = pairs.draw(1);
  REQUIRE(first.size() == c.texts.size());
  size_t sources_changed = 0, targets_changed = 0;
  for (size_t i = 0; i < first.size(); ++i) {
    const EncodedPair plain = c.training.encoded[i], drawn = first[i];
    CHECK(c.checkpoint.source.decode(drawn.source) == c.texts[i].source);
    CHECK(c.checkpoint.target.decode(drawn.target) == c.texts[i].target);
    sources_changed += drawn.source != plain.source;
    targets_changed += drawn.target != plain.target;
  }
  CHECK(sources_changed > 20);
  CHECK(targets_changed > 20);
}

TEST_CASE("epoch pairs: --bpe-dropout is drawn by seed and pair, for one thread or two", "[apps]") {
  const InSubwords c;
  TrainSettings settings;
  settings.bpe_dropout = 0.2;
  const auto drawn = [&](int threads, uint64_t seed) {
    const WithThreads count(threads);
    const EncodedPairs pairs = EpochPairs(settings, c.checkpoint, c.training, c.none).draw(seed);
    std::vector<std::vector<int32_t>> ids;
    for (size_t i = 0; i < pairs.size(); ++i)
      ids.insert(ids.end(), {pairs[i].source, pairs[i].target});
    return ids;
  };
  CHECK(drawn(1, 1) == drawn(2, 1));
  CHECK(drawn(1, 1) != drawn(1, 2));
}

TEST_CASE(
    "epoch pairs: --bpe-dropout leaves a pair plain if it grows beyond --max-length or its "
    "tokens are not those of its text",
    "[apps]") {
  const InSubwords c;
  TrainSettings settings;
  settings.bpe_dropout = 0.9;
  const auto drawn = [&](const EncodedPair& pair) {
    EncodedCorpus corpus;
    corpus.encoded.push_back(pair);
    return EpochPairs(settings, c.checkpoint, corpus, c.none).draw(1)[0];
  };
  const EncodedPair plain = c.training.encoded[0];
  const EncodedPair changed = drawn(plain);
  CHECK(changed.source.size() > plain.source.size());
  CHECK(drawn(changed).source == changed.source);  // merges are missing
  EncodedPair unknown = plain;
  unknown.target.push_back(models::kUnk);
  CHECK(drawn(unknown).source == plain.source);
  settings.max_length = std::ssize(changed.source) - 1;
  CHECK(drawn(plain).source == plain.source);
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
