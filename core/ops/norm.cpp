#include "core/kernels/norm.h"

#include "core/autograd.h"
#include "core/check.h"
#include "core/ops.h"

namespace gloss {

Tensor layer_norm(const Tensor& x, const Tensor& gain, const Tensor& bias, real eps) {
  check(x.shape().rank() >= 1, "layer_norm", "needs at least 1 dimension: x is ", x.shape());
  const int64_t n = x.size(-1), rows = x.shape().outer(-1);
  check(gain.shape() == Shape{n} && bias.shape() == Shape{n} && n > 0, "layer_norm",
        "gain and bias must have as many elements as x has features: x is ", x.shape(),
        ", gain is ", gain.shape(), ", bias is ", bias.shape());
  Tensor y(x.shape());
  const Tensor mean(Shape{rows}), inverse(Shape{rows});
  const kernels::LayerNorm norm{.rows = rows,
                                .n = n,
                                .x = x.data(),
                                .gain = gain.data(),
                                .mean = mean.data(),
                                .inverse = inverse.data()};
  kernels::layer_norm_forward(norm, bias.data(), eps, y.data());
  return record("layer_norm", y, {x, gain, bias},
                [norm, x = x.detach(), gain = gain.detach(), mean, inverse](const Gradients& g) {
                  kernels::layer_norm_backward(norm, g.output(), g.input(0), g.input(1),
                                               g.input(2));
                });
}

}  // namespace gloss
