#include "nn/positional_encoding.h"

#include <cmath>

#include "core/check.h"
#include "core/ops.h"
#include "nn/init.h"

namespace gloss::nn {

Tensor sinusoidal_positions(int64_t first, int64_t count, int64_t features) {
  check(first >= 0 && count >= 0 && features > 0, "sinusoidal_positions",
        "needs positions from 0 on, and features: first is ", first, ", count is ", count,
        ", features are ", features);
  Tensor y(Shape{count, features});
  for (int64_t i = 0; i < features; ++i) {
    const auto exponent = static_cast<double>(i / 2 * 2) / static_cast<double>(features);
    const double length = std::pow(10000.0, exponent);
    for (int64_t t = 0; t < count; ++t) {
      const double angle = static_cast<double>(first + t) / length;
      y.data()[t * features + i] =
          static_cast<real>(i % 2 == 0 ? std::sin(angle) : std::cos(angle));
    }
  }
  return y;
}

LearntPositions::LearntPositions(int64_t max_length, int64_t features, Rng& rng)
    : weight(normal_parameter({max_length, features}, 0, 1 / std::sqrt(static_cast<real>(features)),
                              rng)) {}

Tensor LearntPositions::operator()(int64_t first, int64_t count) const {
  check(first >= 0 && count >= 0 && first + count <= weight.size(0), "learnt_positions",
        "positions ", first, " to ", first + count - 1, " were asked for: weight is ",
        weight.shape());
  return slice(weight, 0, first, first + count);
}

void LearntPositions::visit(Visitor& v) const {
  v("weight", weight);
}

}  // namespace gloss::nn
