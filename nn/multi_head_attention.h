#pragma once

#include <span>

#include "nn/dropout.h"
#include "nn/key_value_cache.h"
#include "nn/linear.h"
#include "nn/module.h"

namespace gloss::nn {

// Several scaled dot-product attentions side by side (Vaswani et al. 2017, section 3.2.2):
//   head_h = softmax((Q W^Q_h + b^Q_h) (K W^K_h + b^K_h)^T / sqrt(d)) (V W^V_h + b^V_h)
//   y      = [head_1; ...; head_heads] W^O + b^O                   d = embedding_dim / heads
// The softmax is followed by dropout. W^Q, W^K and W^V of all heads are the thirds of one weight,
// in PyTorch's layout, so that projections of the same tensor are one matrix product. If `rotary`,
// projected queries and keys are rotated by their positions (rotate_by_position).
//
// The gradient for one query of one head, with scaled scores s_j, weights w, c = sum_j w_j v_j, and
// no dropout (core/kernels/head_attention.cpp):
//   dL/ds_j = w_j dL/dc . (v_j - c)
class MultiHeadAttention : public Module {
 public:
  MultiHeadAttention(int64_t embedding_dim, int64_t heads, real dropout, Rng& rng,
                     bool rotary = false);

  struct Result {
    Tensor output;   // [B, T, E]
    Tensor weights;  // [B, heads, T, S], before dropout; a row sums to 1, or to 0 if it sees no key
  };

  // query [B, T, E], keys and values [B, S, E]; self-attention is (x, x, x). Keys of sentence b
  // past lengths[b] get weight 0. If `causal`, so do the keys after a query's own position, the
  // last query being at the last key.
  Result operator()(const Tensor& query, const Tensor& keys, const Tensor& values,
                    std::span<const int32_t> lengths = {}, bool causal = false) const;

  // --- For decoding position by position, to the same bits ---
  // A decoder keeps keys and values that it has projected, as [B, S, 2 E], from step to step.

  Tensor project_keys_values(const Tensor& x) const;  // [B, S, E] -> [B, S, 2 E]

  // As operator(), with keys and values that are already projected.
  Result attend(const Tensor& query, const Tensor& keys_values,
                std::span<const int32_t> lengths = {}, bool causal = false) const;

  // Causal self-attention of the next position x [B, 1, E] -> [B, 1, E]. Its keys and values are
  // appended to the cache, which holds those of the positions before. Has no gradient.
  Tensor step(const Tensor& x, KeyValueCache& cache) const;

  void visit(Visitor& v) const override;

  int64_t embedding_dim, heads;
  bool rotary;
  Tensor in_proj_weight, in_proj_bias;  // [3 E, E], [3 E]: rows for Q, K, V
  Linear out_proj;
  Dropout dropout;

 private:
  Tensor project(const Tensor& x, int64_t first, int64_t last) const;
};

}  // namespace gloss::nn
