#pragma once

#include "nn/module.h"

namespace gloss::nn {

// y = weight * (x - mean) / sqrt(variance + eps) + bias, with the mean and variance of the last
// axis (Ba et al. 2016) x, y: [..., features]   weight, bias: [features], which start at 1 and 0
class LayerNorm : public Module {
 public:
  explicit LayerNorm(int64_t features, real eps = real(1e-5));

  Tensor operator()(const Tensor& x) const;
  void visit(Visitor& v) const override;

  Tensor weight, bias;
  real eps;
};

}  // namespace gloss::nn
