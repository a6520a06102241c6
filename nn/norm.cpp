#include "nn/norm.h"

#include "core/ops.h"
#include "nn/init.h"

namespace gloss::nn {

LayerNorm::LayerNorm(int64_t features, real epsilon)
    : weight(ones_parameter({features})), bias(zeros_parameter({features})), eps(epsilon) {}

Tensor LayerNorm::operator()(const Tensor& x) const {
  return layer_norm(x, weight, bias, eps);
}

void LayerNorm::visit(Visitor& v) const {
  v("weight", weight);
  v("bias", bias);
}

RmsNorm::RmsNorm(int64_t features, real epsilon)
    : weight(ones_parameter({features})), eps(epsilon) {}

Tensor RmsNorm::operator()(const Tensor& x) const {
  return x / sqrt(mean(x * x, -1, true) + eps) * weight;
}

void RmsNorm::visit(Visitor& v) const {
  v("weight", weight);
}

}  // namespace gloss::nn
