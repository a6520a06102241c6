#include "nn/embedding.h"

#include <cmath>

#include "core/ops.h"
#include "core/trace.h"
#include "nn/init.h"

namespace gloss::nn {

Embedding::Embedding(int64_t num_embeddings, int64_t embedding_dim, Rng& rng)
    : weight(normal_parameter({num_embeddings, embedding_dim}, 0,
                              1 / std::sqrt(static_cast<real>(embedding_dim)), rng)) {}

Embedding::Embedding(Tensor shared) : weight(std::move(shared)) {}

Tensor Embedding::operator()(std::span<const int32_t> ids, const Shape& shape) const {
  const Trace::Scope scope(this);
  return embedding(weight, ids, shape);
}

void Embedding::visit(Visitor& v) const {
  v("weight", weight);
}

}  // namespace gloss::nn
