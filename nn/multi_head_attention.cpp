#include "nn/multi_head_attention.h"

#include "core/check.h"
#include "core/ops.h"
#include "core/trace.h"
#include "nn/init.h"
#include "nn/positional_encoding.h"

namespace gloss::nn {
namespace {

int64_t checked(int64_t embedding_dim, int64_t heads) {
  check(embedding_dim > 0 && heads > 0 && embedding_dim % heads == 0, "multi_head_attention",
        "the embedding must divide into heads: embedding dim is ", embedding_dim, ", heads are ",
        heads);
  return embedding_dim;
}

// Whether a and b are the same value: the same numbers, computed by the same operation.
bool is_same(const Tensor& a, const Tensor& b) {
  return a.data() == b.data() && a.shape() == b.shape() && a.node() == b.node();
}

// The attention of projected queries, keys and values: E columns each of tensors that may hold
// more.
MultiHeadAttention::Result attention(const MultiHeadAttention& layer, const Columns& query,
                                     const Columns& keys, const Columns& values,
                                     std::span<const int32_t> lengths, bool causal) {
  const HeadOptions options{.heads = layer.heads, .lengths = lengths, .causal = causal};
  const int64_t first = causal ? keys.x.size(1) - query.x.size(1) : 0;
  const Tensor weights = layer.rotary
                             ? head_weights(rotate_by_position(query, layer.heads, first),
                                            rotate_by_position(keys, layer.heads, 0), options)
                             : head_weights(query, keys, options);
  return {layer.out_proj(head_context(layer.dropout(weights), values)), weights};
}

}  // namespace

MultiHeadAttention::MultiHeadAttention(int64_t features, int64_t head_count, real p, Rng& rng,
                                       bool rotate)
    : embedding_dim(checked(features, head_count)),
      heads(head_count),
      rotary(rotate),
      in_proj_weight(xavier_uniform({3 * features, features}, rng)),
      in_proj_bias(zeros_parameter({3 * features})),
      out_proj(features, features, rng),
      dropout(p) {}

// x times the thirds [first, last) of in_proj_weight: 0 is W^Q, 1 is W^K, 2 is W^V.
Tensor MultiHeadAttention::project(const Tensor& x, int64_t first, int64_t last) const {
  return linear(x, slice(in_proj_weight, 0, first * embedding_dim, last * embedding_dim),
                slice(in_proj_bias, 0, first * embedding_dim, last * embedding_dim));
}

MultiHeadAttention::Result MultiHeadAttention::operator()(const Tensor& query, const Tensor& keys,
                                                          const Tensor& values,
                                                          std::span<const int32_t> lengths,
                                                          bool causal) const {
  const Trace::Scope scope(this);
  const int64_t e = embedding_dim;
  check(query.shape().rank() == 3 && keys.shape().rank() == 3 && query.size(2) == e &&
            keys.shape() == Shape{query.size(0), keys.size(1), e} && values.shape() == keys.shape(),
        "multi_head_attention", "needs a query [B, T, ", e, "], keys and values [B, S, ", e,
        "]: query is ", query.shape(), ", keys are ", keys.shape(), ", values are ",
        values.shape());
  if (!is_same(keys, values))
    return attention(*this, project(query, 0, 1), project(keys, 1, 2), project(values, 2, 3),
                     lengths, causal);
  if (!is_same(query, keys)) return attend(query, project_keys_values(keys), lengths, causal);
  const Tensor qkv = linear(query, in_proj_weight, in_proj_bias);  // [B, T, 3 E]
  return attention(*this, {qkv, 0, e}, {qkv, e, e}, {qkv, 2 * e, e}, lengths, causal);
}

Tensor MultiHeadAttention::project_keys_values(const Tensor& x) const {
  const Trace::Scope scope(this);
  return project(x, 1, 3);
}

MultiHeadAttention::Result MultiHeadAttention::attend(const Tensor& query,
                                                      const Tensor& keys_values,
                                                      std::span<const int32_t> lengths,
                                                      bool causal) const {
  const Trace::Scope scope(this);
  const int64_t e = embedding_dim;
  return attention(*this, project(query, 0, 1), {keys_values, 0, e}, {keys_values, e, e}, lengths,
                   causal);
}

Tensor MultiHeadAttention::step(const Tensor& x, KeyValueCache& cache) const {
  const Trace::Scope scope(this);
  const int64_t e = embedding_dim, position = std::ssize(cache.positions);
  const Tensor qkv = linear(x, in_proj_weight, in_proj_bias);  // [B, 1, 3 E]
  Columns query(qkv, 0, e);
  if (rotary) {
    query = rotate_by_position(query, heads, position);
    cache.append(concat(
        {rotate_by_position({qkv, e, e}, heads, position), slice(qkv, -1, 2 * e, 3 * e)}, -1));
  } else {
    cache.append(slice(qkv, -1, e, 3 * e));
  }
  return out_proj(cached_attention(query, cache.positions, cache.origins, heads));
}

void MultiHeadAttention::visit(Visitor& v) const {
  v("in_proj_weight", in_proj_weight);
  v("in_proj_bias", in_proj_bias);
  v("out_proj", out_proj);
  v("dropout", dropout);
}

}  // namespace gloss::nn
