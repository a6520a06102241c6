#include "apps/translate/data_check/estimate.h"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "apps/translate/training/batching.h"
#include "apps/translate/training/defaults.h"
#include "core/allocator.h"
#include "core/ops.h"
#include "core/parallel.h"
#include "models/batch.h"
#include "optim/adam.h"
#include "optim/clip.h"

namespace gloss::translate {
namespace {

// Target tokens of all sentences, end marks counted.
double target_tokens(const std::vector<EncodedPair>& pairs) {
  double tokens = 0;
  for (const EncodedPair& pair : pairs)
    tokens += static_cast<double>(pair.target.size() + 1);
  return tokens;
}

// Memory of the text during training: its bytes, the strings that hold them, and its ids.
int64_t text_bytes(const std::vector<SentencePair>& pairs, double tokens) {
  int64_t bytes = static_cast<int64_t>(2 * tokens * sizeof(int32_t));
  for (const SentencePair& pair : pairs)
    bytes += static_cast<int64_t>(pair.source.size() + pair.target.size() + sizeof(SentencePair) +
                                  sizeof(EncodedPair));
  return bytes;
}

}  // namespace

Coverage coverage_of(const Codec& codec, const Lines& lines, bool lowercase) {
  Coverage coverage{.vocabulary = codec.vocabulary().size()};
  for (size_t i = 0; i < lines.size(); ++i) {
    const std::vector<int32_t> ids = codec.encode(lines[i]);
    const std::vector<std::string> words = tokens_of(lines[i], lowercase);
    coverage.words += static_cast<int64_t>(words.size());
    coverage.tokens += static_cast<int64_t>(ids.size());
    if (codec.subword_rules() != nullptr) continue;
    for (size_t w = 0; w < words.size(); ++w)
      if (ids[w] == models::kUnk && ++coverage.unknown <= int64_t{kExamples})
        coverage.unknown_words.push_back({static_cast<int64_t>(i) + 1, printable(words[w])});
  }
  return coverage;
}

std::vector<SentencePair> sample(const std::vector<SentencePair>& pairs) {
  std::vector<SentencePair> sampled(std::min<size_t>(20'000, pairs.size()));
  for (size_t i = 0; i < sampled.size(); ++i)
    sampled[i] = pairs[i * pairs.size() / sampled.size()];
  return sampled;
}

Estimate estimate_training(Checkpoint& checkpoint, const std::vector<SentencePair>& pairs) {
  std::vector<EncodedPair> encoded;
  for (const SentencePair& pair : sample(pairs))
    encoded.push_back(
        {checkpoint.source.encode(pair.source), checkpoint.target.encode(pair.target)});
  const double all_tokens = target_tokens(encoded) * static_cast<double>(pairs.size()) /
                            static_cast<double>(encoded.size());
  Estimate estimate;
  estimate.type = checkpoint.settings.type;
  estimate.parameters = checkpoint.model->parameter_count();
  estimate.mini_batch_words = default_batch_words(static_cast<int64_t>(all_tokens));
  estimate.threads = threads();

  auto batches = make_batches(encoded, estimate.mini_batch_words, 1);
  estimate.updates_per_epoch =
      std::llround(static_cast<double>(batches.size()) * static_cast<double>(pairs.size()) /
                   static_cast<double>(encoded.size()));
  std::ranges::sort(batches, {}, [&](const std::vector<size_t>& batch) {
    return std::pair(encoded[batch[0]].target.size(), batch[0]);  // all of about this length
  });
  const std::vector<Tensor> parameters = checkpoint.model->parameters();
  optim::Adam adam(parameters, {.lr = 1e-4});
  const auto seconds_of_step = [&](size_t sixths) {
    const auto began = std::chrono::steady_clock::now();
    const auto& indices = batches[std::min(batches.size() - 1, sixths * batches.size() / 6)];
    checkpoint.model->seed(sixths);
    const models::Loss loss = checkpoint.model->loss(assemble(encoded, indices), real(0.1));
    (loss.sum * (1 / static_cast<real>(loss.tokens))).backward();
    optim::clip_grad_norm(parameters, 1);
    adam.step();
    adam.zero_grad();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    return std::pair(took.count(), static_cast<double>(loss.tokens));
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
  estimate.peak_bytes = allocator::live() + allocator::cached() + text_bytes(pairs, all_tokens);
  return estimate;
}

}  // namespace gloss::translate
