#pragma once

#include "nn/module.h"

namespace gloss::nn {

// y = x W^T + b
// x: [..., in_features]   y: [..., out_features]   weight: [out_features, in_features]
// The weight starts Xavier-uniform (Glorot and Bengio 2010), the bias at zero.
class Linear : public Module {
 public:
  Linear(int64_t in_features, int64_t out_features, Rng& rng, bool with_bias = true);

  Tensor operator()(const Tensor& x) const;
  void visit(Visitor& v) const override;

  Tensor weight;
  Tensor bias;  // holds nothing without a bias
};

}  // namespace gloss::nn
