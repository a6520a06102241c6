#pragma once

#include <optional>
#include <vector>

#include "core/ops.h"
#include "models/architectures.h"
#include "optim/adam.h"
#include "tests/core/with_threads.h"

namespace gloss::models {

using Lines = std::vector<std::vector<int32_t>>;

// Eight sentences over ids 4 to 11 and their reverses, of 1 to 8 tokens.
inline Lines eight_sources() {
  return {{4, 5, 6}, {7, 8},        {9, 10, 11, 4, 5},   {6},
          {5, 4},    {11, 9, 7, 5}, {8, 6, 4, 10, 9, 7}, {10, 4, 11, 5, 8, 6, 9, 7}};
}

inline Lines eight_targets() {
  Lines lines = eight_sources();
  for (auto& line : lines)
    line.assign(line.rbegin(), line.rend());
  return lines;
}

inline Batch eight_pairs() {
  return {pad(eight_sources()), pad(eight_targets())};
}

inline RnnTranslatorOptions small_options() {
  return {.source_vocabulary = 12,
          .target_vocabulary = 12,
          .embedding_dim = 16,
          .hidden_size = 32,
          .dropout = 0};
}

// A small translator of any architecture, which learns the eight pairs.
template <class Options>
Options small() {
  Options o;
  o.shrink();
  o.source_vocabulary = o.target_vocabulary = 12;
  o.embedding_dim = 16;
  o.dropout = 0;
  if constexpr (requires { o.hidden_size; }) o.hidden_size = 32;
  if constexpr (requires { o.ffn_dim; }) o.ffn_dim = 32;
  return o;
}

template <class Options>
typename Options::Model make(const Options& options) {
  Rng rng{.seed = 3};
  return typename Options::Model(options, rng);
}

// Adam on one batch; returns the last loss for each token, before the last update.
inline double train_on(Translator& model, const Batch& batch, int64_t updates, double lr) {
  optim::Adam adam(model.parameters(), {.lr = lr});
  double last = 0;
  for (int64_t i = 0; i < updates; ++i) {
    thread_rng() = {.seed = static_cast<uint64_t>(i)};
    adam.zero_grad();
    const Loss loss = model.loss(batch, 0);
    const Tensor mean = loss.sum / static_cast<real>(loss.tokens);
    mean.backward();
    adam.step();
    last = static_cast<double>(mean.item());
  }
  return last;
}

// Trained for a few updates only, so that several hypotheses stay close to each other.
inline RnnTranslator half_trained(std::optional<nn::Score> attention = nn::Score::kAdditive) {
  const WithThreads one(1);
  RnnTranslatorOptions options = small_options();
  options.attention = attention;
  RnnTranslator model = make(options);
  train_on(model, eight_pairs(), 25, 0.01);
  model.eval();
  return model;
}

}  // namespace gloss::models
