#include "apps/translate/data_check/estimate.h"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "apps/translate/text/tokenizer.h"
#include "apps/translate/training/batching.h"
#include "apps/translate/training/defaults.h"
#include "apps/translate/training/encoded_corpus.h"
#include "apps/translate/training/updater.h"
#include "core/allocator.h"
#include "core/parallel.h"

namespace gloss::translate {
namespace {

// Memory of the encoded corpus during training, two bytes a token, and of its order in an epoch.
int64_t corpus_bytes(size_t pairs, double target_tokens) {
  return static_cast<int64_t>(2 * target_tokens * sizeof(uint16_t)) +
         static_cast<int64_t>(pairs * (2 * sizeof(uint32_t) + 3 * sizeof(size_t)));
}

}  // namespace

Coverage coverage_of(const Codec& codec, const Lines& lines) {
  Coverage coverage{.vocabulary = codec.vocabulary().size()};
  for (size_t i = 0; i < lines.size(); ++i) {
    const std::vector<int32_t> ids = codec.encode(lines[i]);
    coverage.words += count_tokens(lines[i]);
    coverage.tokens += std::ssize(ids);
    if (codec.subword_rules() != nullptr) continue;
    const std::vector<std::string> words = codec.tokens(lines[i]);
    for (size_t w = 0; w < words.size(); ++w)
      if (ids[w] == models::kUnk && ++coverage.unknown <= int64_t{kExamples})
        coverage.unknown_words.push_back({static_cast<int64_t>(i) + 1, printable(words[w])});
  }
  return coverage;
}

std::vector<SentencePair> sample(const std::vector<SentencePair>& pairs) {
  std::vector<SentencePair> sampled;
  for (const size_t i : spread(pairs.size(), 20'000))
    sampled.push_back(pairs[i]);
  return sampled;
}

Estimate estimate_training(Checkpoint& checkpoint, const std::vector<SentencePair>& pairs,
                           int64_t target_words) {
  const EncodedPairs encoded = encode(checkpoint, sample(pairs)).encoded;
  const double pairs_per_encoded =
      static_cast<double>(pairs.size()) / static_cast<double>(encoded.size());
  double all_tokens = 0;  // of the target side, end marks counted
  for (size_t i = 0; i < encoded.size(); ++i)
    all_tokens += static_cast<double>(encoded.target_size(i) + 1);
  all_tokens *= pairs_per_encoded;
  Estimate estimate;
  estimate.type = checkpoint.settings.type;
  estimate.parameters = checkpoint.model->parameter_count();
  const UpdateSize update = default_update_size(estimate.type, std::ssize(pairs), target_words);
  estimate.mini_batch_words = update.batch_words;
  estimate.threads = threads();
  estimate.comparison = reached_with(target_words);

  auto batches = make_batches(encoded, estimate.mini_batch_words, 1);
  estimate.updates_per_epoch =
      std::llround(static_cast<double>(batches.size()) * pairs_per_encoded /
                   static_cast<double>(update.batches));
  std::ranges::sort(batches, {}, [&](const Indices& batch) {
    return std::pair(encoded.target_size(batch[0]), batch[0]);  // all of about this length
  });
  TrainSettings settings;
  settings.precision = default_precision();
  Updater updater(settings, *checkpoint.model);
  const auto seconds_of_step = [&](size_t sixths) {
    const auto began = std::chrono::steady_clock::now();
    const auto& indices = batches[std::min(batches.size() - 1, sixths * batches.size() / 6)];
    const Updater::Step step = updater.step({assemble(encoded, indices)}, sixths, 1e-4);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    return std::pair(took.count(), static_cast<double>(step.tokens));
  };
  seconds_of_step(6);  // the longest sentences
  double seconds = 0, tokens = 0;
  for (const size_t sixths : {1, 3, 5}) {
    const auto [of_step, in_step] = seconds_of_step(sixths);
    seconds += of_step;
    tokens += in_step;
  }
  estimate.seconds_per_epoch = seconds / tokens * all_tokens;
  // Freed blocks that are kept for batches of the same shape are memory, too.
  estimate.peak_bytes =
      allocator::live() + allocator::cached() + corpus_bytes(pairs.size(), all_tokens);
  return estimate;
}

const Reached& reached_with(int64_t target_words) {
  static constexpr Reached kCaptions[] = {{1'000, 13'000, 80, 15.2},
                                          {3'000, 38'000, 40, 21.7},
                                          {10'000, 123'000, 40, 33.3},
                                          {29'000, 366'000, 40, 41.1}};
  const auto distance = [=](const Reached& reached) {
    return std::abs(std::log(static_cast<double>(std::max<int64_t>(target_words, 1)) /
                             static_cast<double>(reached.target_words)));
  };
  return *std::ranges::min_element(kCaptions, {}, distance);
}

}  // namespace gloss::translate
