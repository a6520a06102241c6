#include "nn/multi_head_attention.h"

#include "core/check.h"
#include "nn/init.h"

namespace gloss::nn {
namespace {

int64_t checked(int64_t embedding_dim, int64_t heads) {
  check(embedding_dim > 0 && heads > 0 && embedding_dim % heads == 0, "multi_head_attention",
        "the embedding must divide into heads: embedding dim is ", embedding_dim, ", heads are ",
        heads);
  return embedding_dim;
}

}  // namespace

MultiHeadAttention::MultiHeadAttention(int64_t features, int64_t head_count, real p, Rng& rng)
    : embedding_dim(checked(features, head_count)),
      heads(head_count),
      in_proj_weight(xavier_uniform({3 * features, features}, rng)),
      in_proj_bias(zeros_parameter({3 * features})),
      out_proj(features, features, rng),
      dropout(p) {}

Tensor MultiHeadAttention::project(const Tensor& x) const {
  return linear(x, in_proj_weight, in_proj_bias);
}

Tensor MultiHeadAttention::project_query(const Tensor& x) const {
  return linear(x, slice(in_proj_weight, 0, 0, embedding_dim),
                slice(in_proj_bias, 0, 0, embedding_dim));
}

Tensor MultiHeadAttention::project_keys_values(const Tensor& memory) const {
  return linear(memory, slice(in_proj_weight, 0, embedding_dim, 3 * embedding_dim),
                slice(in_proj_bias, 0, embedding_dim, 3 * embedding_dim));
}

MultiHeadAttention::Result MultiHeadAttention::attend(const Columns& query, const Columns& keys,
                                                      const Columns& values,
                                                      std::span<const int32_t> lengths,
                                                      bool causal) const {
  const Tensor weights =
      head_weights(query, keys, {.heads = heads, .lengths = lengths, .causal = causal});
  return {out_proj(head_context(dropout(weights), values)), weights};
}

void MultiHeadAttention::visit(Visitor& v) {
  v("in_proj_weight", in_proj_weight);
  v("in_proj_bias", in_proj_bias);
  v("out_proj", out_proj);
  v("dropout", dropout);
}

}  // namespace gloss::nn
