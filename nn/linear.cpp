#include "nn/linear.h"

#include "core/ops.h"
#include "nn/init.h"

namespace gloss::nn {

Linear::Linear(int64_t in_features, int64_t out_features, Rng& rng, bool with_bias)
    : weight(xavier_uniform({out_features, in_features}, rng)),
      bias(with_bias ? zeros_parameter({out_features}) : Tensor()) {}

Tensor Linear::operator()(const Tensor& x) const {
  return linear(x, weight, bias);
}

void Linear::visit(Visitor& v) const {
  v("weight", weight);
  v("bias", bias);
}

}  // namespace gloss::nn
