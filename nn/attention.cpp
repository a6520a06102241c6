#include "nn/attention.h"

#include <cmath>

#include "core/check.h"
#include "core/ops.h"
#include "core/trace.h"
#include "nn/init.h"

namespace gloss::nn {

Attention::Attention(const AttentionOptions& o, Rng& rng) : options(o) {
  check(o.query_size > 0 && o.key_size > 0, "attention", "sizes must be positive: query size is ",
        o.query_size, ", key size is ", o.key_size);
  switch (o.score) {
    case Score::kDot:
    case Score::kScaledDot:
      check(o.query_size == o.key_size, "attention",
            "a dot product needs queries as wide as keys: query size is ", o.query_size,
            ", key size is ", o.key_size);
      break;
    case Score::kGeneral:
      key_weight = xavier_uniform({o.query_size, o.key_size}, rng);
      break;
    case Score::kAdditive:
      check(o.units > 0, "attention", "the additive score needs units, not ", o.units);
      query_weight = xavier_uniform({o.units, o.query_size}, rng);
      key_weight = xavier_uniform({o.units, o.key_size}, rng);
      key_bias = zeros_parameter({o.units});
      const real a = 1 / std::sqrt(static_cast<real>(o.units));
      score_weight = uniform_parameter({o.units}, -a, a, rng);
      break;
  }
}

Attention::Result Attention::operator()(const Tensor& query, const Tensor& keys,
                                        std::span<const int32_t> lengths) const {
  return attend(query, project_keys(keys), keys, lengths);
}

Tensor Attention::project_keys(const Tensor& keys) const {
  const Trace::Scope scope(this);
  check(keys.shape().rank() == 3 && keys.size(2) == options.key_size, "attention",
        "keys must be [B, S, ", options.key_size, "]: keys are ", keys.shape());
  return key_weight ? linear(keys, key_weight, key_bias) : keys;
}

Attention::Result Attention::attend(const Tensor& query, const Tensor& projected_keys,
                                    const Tensor& values, std::span<const int32_t> lengths) const {
  const Trace::Scope scope(this);
  check(query.shape().rank() == 3 && query.size(2) == options.query_size, "attention",
        "queries must be [B, T, ", options.query_size, "]: query is ", query.shape());
  Tensor scores;  // [B, T, S]
  switch (options.score) {
    case Score::kDot:
    case Score::kGeneral:
      scores = matmul(query, projected_keys, {.transpose_b = true});
      break;
    case Score::kScaledDot:
      scores = matmul(query, projected_keys, {.transpose_b = true}) *
               (1 / std::sqrt(static_cast<real>(options.key_size)));
      break;
    case Score::kAdditive:
      scores = additive_scores(linear(query, query_weight), projected_keys, score_weight, lengths);
      break;
  }
  const Tensor weights = softmax(scores, lengths);
  return {matmul(weights, values), weights};
}

void Attention::visit(Visitor& v) const {
  v("query_weight", query_weight);
  v("key_weight", key_weight);
  v("key_bias", key_bias);
  v("score_weight", score_weight);
}

}  // namespace gloss::nn
