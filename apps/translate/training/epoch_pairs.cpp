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

const EncodedPairs& EpochPairs::draw(uint64_t seed) {
  if (replay_.encoded.empty() && !augmentation_.any()) return training_.encoded;
  drawn_ = {};
  // Stream 0 chooses the replayed pairs, stream n changes pair n.
  const auto add = [&](const EncodedCorpus& corpus, const std::vector<size_t>& indices) {
    constexpr size_t kBlock = 1 << 14;
    std::vector<EncodedPair> block;
    for (size_t first = 0; first < indices.size(); first += kBlock) {
      block.resize(std::min(kBlock, indices.size() - first));
      for_each_index(block.size(), nullptr, [&](size_t i) {
        const uint64_t stream = drawn_.size() + i + 1;
        block[i] = augmented(corpus, indices[first + i], {.seed = seed, .stream = stream});
      });
      for (const EncodedPair& pair : block)
        drawn_.push_back(pair);
    }
  };
  std::vector<size_t> all(training_.size());
  std::iota(all.begin(), all.end(), size_t{0});
  add(training_, all);
  const size_t old = replay_.size();
  add(replay_, draw_indices(old, std::min(old, all.size()), {.seed = seed}));
  return drawn_;
}

// A pair stays as it is if the change makes it longer than --max-length, or makes words of the
// translation unknown: a model of whole words would learn to write <unk>.
EncodedPair EpochPairs::augmented(const EncodedCorpus& corpus, size_t i, Rng rng) const {
  EncodedPair plain = corpus.encoded[i];
  if (!augmentation_.any()) return plain;
  SentencePair pair = corpus.pairs[i];
  if (!augment(pair, augmentation_, rng)) return plain;
  EncodedPair changed{checkpoint_.source.encode(pair.source),
                      checkpoint_.target.encode(pair.target)};
  if (std::max(std::ssize(changed.source), std::ssize(changed.target)) > max_length_) return plain;
  const auto unknown = [](const EncodedPair& p) {
    return std::ranges::count(p.target, models::kUnk);
  };
  return unknown(changed) > unknown(plain) ? plain : changed;
}

}  // namespace gloss::translate
