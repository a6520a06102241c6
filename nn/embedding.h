#pragma once

#include <span>

#include "nn/module.h"

namespace gloss::nn {

// y[i] = weight[ids[i]], a learnt vector for each token id
// ids: any shape   y: [shape..., embedding_dim]   weight: [num_embeddings, embedding_dim]
// The weight starts normal with variance 1 / embedding_dim. The same table can then be an output
// layer as well (Press and Wolf 2017): inputs of variance 1 give logits of variance 1.
class Embedding : public Module {
 public:
  Embedding(int64_t num_embeddings, int64_t embedding_dim, Rng& rng);
  explicit Embedding(Tensor shared);  // tied: uses the table of another layer

  Tensor operator()(std::span<const int32_t> ids, const Shape& shape) const;
  void visit(Visitor& v) const override;

  Tensor weight;
};

}  // namespace gloss::nn
