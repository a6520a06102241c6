#include "apps/translate/training/epoch_pairs.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "apps/translate/training/batching.h"
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
                       const EncodedCorpus& training, const EncodedCorpus& extra)
    : checkpoint_(checkpoint),
      training_(training),
      extra_(extra),
      augmentation_(parse_augmentation(settings.augment)),
      bpe_dropout_(settings.bpe_dropout),
      max_length_(settings.max_length),
      model_(settings.model) {}

const EncodedPairs& EpochPairs::draw(uint64_t seed) {
  if (extra_.encoded.empty() && !augmentation_.any() && bpe_dropout_ == 0) return training_.encoded;
  drawn_ = {};
  if (training_.encoded.in_file())
    drawn_ = EncodedPairs(std::make_shared<TemporaryFile>(model_, "the pairs of an epoch"));
  // Stream 0 chooses the extra pairs, stream n augments pair n, stream ~n skips its merges.
  const auto add = [&](const EncodedCorpus& corpus, const std::vector<size_t>& indices) {
    constexpr size_t kBlock = 1 << 14;
    std::vector<EncodedPair> block;
    for (size_t first = 0; first < indices.size(); first += kBlock) {
      block.resize(std::min(kBlock, indices.size() - first));
      for_each_index(block.size(), [&](size_t i) {
        const uint64_t stream = drawn_.size() + i + 1;
        block[i] = augmented(corpus, indices[first + i], {.seed = seed, .stream = stream});
        if (bpe_dropout_ > 0)
          block[i] = with_merges_skipped(block[i], {.seed = seed, .stream = ~stream});
      });
      for (const EncodedPair& pair : block)
        drawn_.push_back(pair);
    }
  };
  std::vector<size_t> all(training_.size());
  std::iota(all.begin(), all.end(), size_t{0});
  add(training_, all);
  const size_t extra = extra_.size();
  add(extra_, draw_indices(extra, std::min(extra, all.size()), {.seed = seed}));
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
  if (is_too_long(changed)) return plain;
  const auto unknown = [](const EncodedPair& p) {
    return std::ranges::count(p.target, models::kUnk);
  };
  return unknown(changed) > unknown(plain) ? plain : changed;
}

// The pair's text in subwords of which some merges were skipped. A pair stays as it is if that
// makes it longer than --max-length, or if its text has other tokens.
EncodedPair EpochPairs::with_merges_skipped(EncodedPair pair, Rng rng) const {
  MergeDropout dropout(bpe_dropout_, rng);
  EncodedPair changed;
  for (const auto& [codec, side] : {std::pair{&checkpoint_.source, &EncodedPair::source},
                                    std::pair{&checkpoint_.target, &EncodedPair::target}}) {
    const std::string text = codec->decode(pair.*side);
    if (codec->encode(text) != pair.*side) return pair;
    changed.*side = codec->encode(text, &dropout);
  }
  return is_too_long(changed) ? pair : changed;
}

bool EpochPairs::is_too_long(const EncodedPair& pair) const {
  return std::max(std::ssize(pair.source), std::ssize(pair.target)) > max_length_;
}

}  // namespace gloss::translate
