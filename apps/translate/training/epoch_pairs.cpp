#include "apps/translate/training/epoch_pairs.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "core/random.h"

namespace gloss::translate {
namespace {

// `count` of the indices 0 .. size - 1, none of them twice.
std::vector<size_t> draw_indices(size_t size, size_t count, Rng rng) {
  std::vector<size_t> order(size);
  std::iota(order.begin(), order.end(), size_t{0});
  shuffle(order, rng);
  order.resize(count);
  return order;
}

}  // namespace

EpochPairs::EpochPairs(const TrainSettings& settings, const Checkpoint& checkpoint,
                       const EncodedCorpus& training, const EncodedCorpus& replay)
    : checkpoint_(checkpoint),
      training_(training),
      replay_(replay),
      augmentation_(parse_augmentation(settings.augment)),
      max_length_(settings.max_length) {}

const std::vector<EncodedPair>& EpochPairs::draw(uint64_t seed) {
  if (replay_.pairs.empty() && !augmentation_.any()) return training_.encoded;
  drawn_.clear();
  // Stream 0 chooses the replayed pairs, stream n changes pair n.
  const auto add = [&](const EncodedCorpus& corpus, size_t i) {
    drawn_.push_back(augmented(corpus, i, {.seed = seed, .stream = drawn_.size() + 1}));
  };
  const size_t count = training_.pairs.size();
  for (size_t i = 0; i < count; ++i)
    add(training_, i);
  const size_t old = replay_.pairs.size();
  for (const size_t i : draw_indices(old, std::min(old, count), {.seed = seed}))
    add(replay_, i);
  return drawn_;
}

// A pair stays as it is if the change makes it longer than --max-length, or makes words of the
// translation unknown: a model of whole words would learn to write <unk>.
EncodedPair EpochPairs::augmented(const EncodedCorpus& corpus, size_t i, Rng rng) const {
  const EncodedPair& plain = corpus.encoded[i];
  SentencePair pair = corpus.pairs[i];
  if (!augment(pair, augmentation_, rng)) return plain;
  const EncodedCorpus changed = encode(checkpoint_, {std::move(pair)}, max_length_);
  if (changed.encoded.empty()) return plain;
  const auto unknown = [](const EncodedPair& p) {
    return std::ranges::count(p.target, models::kUnk);
  };
  return unknown(changed.encoded[0]) > unknown(plain) ? plain : changed.encoded[0];
}

}  // namespace gloss::translate
