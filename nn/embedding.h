#pragma once

#include <span>

#include "nn/module.h"

namespace gloss::nn {

// y[i] = weight[ids[i]]: a learnt vector for each token.
// ids: any shape   y: [shape..., embedding_dim]   weight: [num_embeddings, embedding_dim]
// Weights start normal with variance 1 / embedding_dim, so that the same table can serve as an
// output layer (Press and Wolf 2017).
class Embedding : public Module {
 public:
  Embedding(int64_t num_embeddings, int64_t embedding_dim, Rng& rng);
  explicit Embedding(Tensor shared);  // tied: the same table as another layer's

  Tensor operator()(std::span<const int32_t> ids, const Shape& shape) const;
  void visit(Visitor& v) override;

  Tensor weight;
};

}  // namespace gloss::nn
