#include "apps/translate/training/encoded_corpus.h"

#include "apps/translate/training/learn_codecs.h"
#include "tests/apps/translate/tiny_translator.h"
#include "tests/core/with_threads.h"
#include "tests/support/catch.h"

namespace gloss::translate {
namespace {

TEST_CASE("encode: --max-length counts the tokens of the model, not words", "[apps]") {
  Checkpoint checkpoint;
  checkpoint.settings = settings_of({{"subwords", "10"}, {"vocab-min-freq", "1"}});
  std::vector<SentencePair> pairs = tiny_corpus();
  learn_codecs(pairs, checkpoint);
  pairs.push_back({std::string(8000, 'x'), "x"});
  pairs.push_back({"x", std::string(8000, 'x')});
  const EncodedCorpus kept = encode(checkpoint, pairs, 100);
  CHECK(kept.pairs.to_vector() == tiny_corpus());
  CHECK(kept.encoded.size() == kept.pairs.size());
  CHECK(encode(checkpoint, pairs).pairs.to_vector() == pairs);
}

TEST_CASE("encode: the pairs keep their order for any number of threads", "[apps]") {
  const Checkpoint checkpoint = tiny_checkpoint();
  std::vector<SentencePair> pairs;
  for (size_t i = 0; i < 2000; ++i)
    pairs.push_back(tiny_corpus()[i % 40]);
  for (const int threads : {1, 2}) {
    const WithThreads count(threads);
    const EncodedCorpus corpus = encode(checkpoint, pairs);
    CHECK(corpus.pairs.to_vector() == pairs);
    for (size_t i = 0; i < pairs.size(); ++i)
      REQUIRE(corpus.encoded[i].source == checkpoint.source.encode(pairs[i].source));
  }
}

}  // namespace
}  // namespace gloss::translate
