#include "nn/positional_encoding.h"

#include <algorithm>
#include <cmath>

#include "core/check.h"
#include "core/ops.h"
#include "nn/init.h"

namespace gloss::nn {
namespace {

// position / 10000^(2 pair / features): the angle of a pair of features at a position
double angle(int64_t position, int64_t pair, int64_t features) {
  const auto exponent = static_cast<double>(2 * pair) / static_cast<double>(features);
  return static_cast<double>(position) / std::pow(10000.0, exponent);
}

}  // namespace

Tensor sinusoidal_positions(int64_t first, int64_t count, int64_t features) {
  check(first >= 0 && count >= 0 && features > 0, "sinusoidal_positions",
        "needs positions from 0 on, and features: first is ", first, ", count is ", count,
        ", features are ", features);
  Tensor y(Shape{count, features});
  for (int64_t t = 0; t < count; ++t)
    for (int64_t i = 0; i < features; ++i) {
      const double a = angle(first + t, i / 2, features);
      y.data()[t * features + i] = static_cast<real>(i % 2 == 0 ? std::sin(a) : std::cos(a));
    }
  return y;
}

LearntPositions::LearntPositions(int64_t max_length, int64_t features, Rng& rng)
    : weight(normal_parameter({max_length, features}, 0, 1 / std::sqrt(static_cast<real>(features)),
                              rng)) {}

Tensor LearntPositions::operator()(int64_t first, int64_t count) const {
  check(first >= 0 && count >= 0, "learnt_positions", "needs positions from 0 on: first is ", first,
        ", count is ", count);
  std::vector<int32_t> rows;
  for (int64_t t = first; t < first + count; ++t)
    rows.push_back(static_cast<int32_t>(std::min(t, weight.size(0) - 1)));
  return gather(weight, rows);
}

void LearntPositions::visit(Visitor& v) const {
  v("weight", weight);
}

Tensor rotate_by_position(const Columns& x, int64_t heads, int64_t first) {
  check(x.x.shape().rank() == 3 && heads > 0 && x.width % (2 * heads) == 0, "rotate_by_position",
        "each head needs an even number of features: x is ", x.x.shape(), ", heads are ", heads);
  const int64_t count = x.x.size(1), size = x.width / heads, pairs = size / 2;
  const Tensor cosine(Shape{count, pairs}), sine(cosine.shape());
  for (int64_t t = 0; t < count; ++t)
    for (int64_t i = 0; i < pairs; ++i) {
      const double a = angle(first + t, i, size);
      cosine.data()[t * pairs + i] = static_cast<real>(std::cos(a));
      sine.data()[t * pairs + i] = static_cast<real>(std::sin(a));
    }
  return rotate_pairs(x, cosine, sine);
}

}  // namespace gloss::nn
