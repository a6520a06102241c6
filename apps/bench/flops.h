#pragma once

#include <cstdint>
#include <vector>

#include "apps/translate/model/settings.h"
#include "models/batch.h"

namespace gloss::bench {

// Multiply-adds of a model's forward pass that are products with a weight matrix or between
// matrices, and how often each kind is due. A table that is only looked up multiplies nothing;
// biases, gates, softmax and the additive score's v . tanh(q + k) are left out: they are not matrix
// products.
struct MultiplyAdds {
  double per_source_token = 0;
  double per_target_token = 0;
  double per_sentence = 0;
  double per_token_pair = 0;   // a target token that looks at a source token: attention
  double per_source_pair = 0;  // a source token that looks at one of its sentence
  double per_target_pair = 0;  // a target token likewise; all of them are computed, then masked
};

// std::invalid_argument for a type that it does not know.
MultiplyAdds multiply_adds(const translate::ModelSettings& settings, int64_t vocabulary);

// What batches hold, padding left out and end marks counted.
struct TokenCounts {
  double source = 0, target = 0, sentences = 0;
  double pairs = 0;  // the sum over sentences of source times target tokens
  double source_pairs = 0, target_pairs = 0;  // of their squares
};
TokenCounts count_tokens(const std::vector<models::Batch>& batches);

// Floating-point operations of training for each target token: a multiply-add is 2, and the
// backward pass multiplies twice for each time the forward pass does (dx = dy W, dW = dy^T x), so
// 6 for each multiply-add of the forward pass.
double training_flops_per_token(const MultiplyAdds& adds, const TokenCounts& counts);

}  // namespace gloss::bench
