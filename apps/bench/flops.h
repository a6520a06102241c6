#pragma once

#include <cstdint>
#include <vector>

#include "apps/translate/model/settings.h"
#include "models/batch.h"

namespace gloss::bench {

// Multiply-adds of a model's forward pass in matrix products, with weights or between activations,
// by what their number grows with. Embedding lookups, biases, gates, softmax and the additive
// score's v . tanh(q + k) are no matrix products and are not counted.
struct MultiplyAdds {
  double per_source_token = 0;
  double per_target_token = 0;
  double per_sentence = 0;
  double per_token_pair = 0;   // of a source and a target token of one sentence: attention
  double per_source_pair = 0;  // of two source tokens of one sentence: self-attention
  double per_target_pair = 0;  // of two target tokens; all are computed, then masked
};

// std::invalid_argument for an unknown type of model.
MultiplyAdds multiply_adds(const translate::ModelSettings& settings, int64_t vocabulary);

// Tokens in batches: end marks are counted, padding is not.
struct TokenCounts {
  double source = 0, target = 0, sentences = 0;
  double pairs = 0;  // sum over the sentences of source tokens times target tokens
  double source_pairs = 0, target_pairs = 0;  // of squared tokens
};
TokenCounts count_tokens(const std::vector<models::Batch>& batches);

// Floating-point operations of training per target token: 6 for each multiply-add of the forward
// pass, because a multiply-add is 2 operations and the backward pass has two products for each
// product of the forward pass (dx = dy W, dW = dy^T x).
double training_flops_per_token(const MultiplyAdds& adds, const TokenCounts& counts);

}  // namespace gloss::bench
