#pragma once

#include <span>

#include "core/ops.h"
#include "nn/dropout.h"
#include "nn/linear.h"
#include "nn/module.h"

namespace gloss::nn {

// Several attentions side by side, each over its own projection (Vaswani et al. 2017, 3.2.2):
//   head_h = softmax(Q W^Q_h (K W^K_h)^T / sqrt(d)) V W^V_h      d = embedding_dim / heads
//   y = [head_1; ...; head_heads] W^O
// W^Q, W^K and W^V of all heads are the thirds of one weight, as PyTorch lays them out, so what
// comes from the same input is one product. Projecting and attending are apart, since a decoder
// keeps projected keys and values. Dropout falls on the weights.
class MultiHeadAttention : public Module {
 public:
  MultiHeadAttention(int64_t embedding_dim, int64_t heads, real dropout, Rng& rng);

  Tensor project(const Tensor& x) const;                   // [B, T, E] -> [B, T, 3 E]: q, k, v
  Tensor project_query(const Tensor& x) const;             // [B, T, E] -> [B, T, E]
  Tensor project_keys_values(const Tensor& memory) const;  // [B, S, E] -> [B, S, 2 E]: k, v

  struct Result {
    Tensor output;   // [B, T, E]
    Tensor weights;  // [B, heads, T, S] without dropout, rows summing to 1
  };
  // query [B, T, E], keys and values [B, S, E], all projected; sentence b has lengths[b] keys.
  Result attend(const Columns& query, const Columns& keys, const Columns& values,
                std::span<const int32_t> lengths = {}, bool causal = false) const;

  void visit(Visitor& v) override;

  int64_t embedding_dim, heads;
  Tensor in_proj_weight, in_proj_bias;  // [3 E, E], [3 E]
  Linear out_proj;
  Dropout dropout;
};

}  // namespace gloss::nn
