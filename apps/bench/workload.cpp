#include "apps/bench/workload.h"

#include <algorithm>

#include "core/random.h"

namespace gloss::bench {
namespace {

int64_t uniform_between(int64_t low, int64_t high, Rng& rng) {
  return low + static_cast<int64_t>(rng.below(static_cast<uint64_t>(high - low + 1)));
}

std::vector<int32_t> random_sentence(int64_t length, int64_t vocabulary, Rng& rng) {
  std::vector<int32_t> words(static_cast<size_t>(std::max<int64_t>(1, length)));
  for (int32_t& word : words)
    word = static_cast<int32_t>(uniform_between(models::kReservedIds, vocabulary - 1, rng));
  return words;
}

}  // namespace

void add_workload_options(translate::OptionTable& table, Workload& w) {
  table.group("Sentences");
  table
      .add("vocabulary", w.vocabulary, "N",
           "tokens of either language; the sentences are random ones of them")
      .at_least(models::kReservedIds + 1)
      .at_most(10'000'000);
  table
      .add("length", w.length, "N",
           "words of a target sentence: from half to one and a half times as many, so that there "
           "is padding; the source is up to a quarter of N shorter or longer")
      .at_least(1)
      .at_most(10'000);
}

std::vector<translate::EncodedPair> random_pairs(int64_t count, const Workload& w, int64_t seed) {
  Rng rng{.seed = static_cast<uint64_t>(seed)};
  std::vector<translate::EncodedPair> pairs(static_cast<size_t>(count));
  for (translate::EncodedPair& pair : pairs) {
    const int64_t target = uniform_between(w.length / 2, 3 * w.length / 2, rng);
    const int64_t source = target + uniform_between(-(w.length / 4), w.length / 4, rng);
    pair.source = random_sentence(source, w.vocabulary, rng);
    pair.target = random_sentence(target, w.vocabulary, rng);
  }
  return pairs;
}

}  // namespace gloss::bench
