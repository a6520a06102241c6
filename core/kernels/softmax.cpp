#include "core/kernels/softmax.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/kernels/loop.h"
#include "core/kernels/math.h"

namespace gloss::kernels {
namespace {

// Calls f(row, at, length), `at` being where the row begins.
template <class F>
void for_each_row(const Rows& shape, const F& f) {
  kernels::for_each_row(shape.rows, shape.n, 4,
                        [&](int64_t row) { f(row, row * shape.n, shape.length(row)); });
}

real largest(const real* x, int64_t n) {
  real partial[kPartials];
  std::fill_n(partial, kPartials, x[0]);
  const int64_t whole = n / kPartials * kPartials;
  for (int64_t i = 0; i < whole; i += kPartials) {
#pragma omp simd
    for (int64_t j = 0; j < kPartials; ++j)
      partial[j] = x[i + j] > partial[j] ? x[i + j] : partial[j];
  }
  for (int64_t j = whole; j < n; ++j)
    partial[j - whole] = std::max(partial[j - whole], x[j]);
  return *std::max_element(partial, partial + kPartials);
}

}  // namespace

void softmax_forward(const Rows& shape, const real* x, real* y) {
  for_each_row(shape, [=, n = shape.n](int64_t, int64_t at, int64_t length) {
    const real* const in = x + at;
    real* const out = y + at;
    std::fill(out + length, out + n, real(0));
    if (length == 0) return;
    const real top = largest(in, length);
#pragma omp simd
    for (int64_t i = 0; i < length; ++i)
      out[i] = exp(in[i] - top);
    const real scale = 1 / sum_over(length, [=](int64_t i) { return out[i]; });
    for (int64_t i = 0; i < length; ++i)
      out[i] *= scale;
  });
}

void softmax_backward(const Rows& shape, const real* y, const real* dy, GradientBuffer dx) {
  for_each_row(shape, [=, n = shape.n](int64_t, int64_t at, int64_t length) {
    // dx_i = y_i (dy_i - sum_j y_j dy_j)
    const real dot = sum_over(length, [=](int64_t i) { return y[at + i] * dy[at + i]; });
    dx.add_range(at, at + length, [=](int64_t i) { return y[i] * (dy[i] - dot); });
    dx.add_range(at + length, at + n, [](int64_t) { return real(0); });
  });
}

void log_softmax_forward(const Rows& shape, const real* x, real* y) {
  for_each_row(shape, [=, n = shape.n](int64_t, int64_t at, int64_t length) {
    const real* const in = x + at;
    real* const out = y + at;
    std::fill(out + length, out + n, -std::numeric_limits<real>::infinity());
    if (length == 0) return;
    const real top = largest(in, length);
    const real denominator = sum_over(length, [=](int64_t i) { return exp(in[i] - top); });
    const real log_denominator = std::log(denominator);
#pragma omp simd
    for (int64_t i = 0; i < length; ++i)
      out[i] = (in[i] - top) - log_denominator;
  });
}

void log_softmax_backward(const Rows& shape, const real* y, const real* dy, GradientBuffer dx) {
  for_each_row(shape, [=, n = shape.n](int64_t, int64_t at, int64_t length) {
    // dx_i = dy_i - softmax_i sum_j dy_j
    const real total = sum_over(length, [=](int64_t i) { return dy[at + i]; });
    dx.add_range(at, at + length, [=](int64_t i) { return dy[i] - exp(y[i]) * total; });
    dx.add_range(at + length, at + n, [](int64_t) { return real(0); });
  });
}

void cross_entropy(const CrossEntropy& shape, real* logits, real* losses) {
  const real smoothing = shape.smoothing, floor = smoothing / static_cast<real>(shape.n);
  for_each_row({shape.rows, shape.n}, [=](int64_t row, int64_t at, int64_t n) {
    const int32_t target = shape.targets[row];
    real* const x = logits + at;
    if (target == shape.ignored) {
      losses[row] = 0;
      std::fill_n(x, n, real(0));
      return;
    }
    // loss = -sum_i q_i log softmax_i, where log softmax_i = (x_i - top) - log(denominator)
    const real top = largest(x, n);
    real expected = x[target] - top;
    if (smoothing > 0) {
      const real mean = sum_over(n, [=](int64_t i) { return x[i] - top; }) / static_cast<real>(n);
      expected += smoothing * (mean - expected);
    }
    const real denominator = sum_over(n, [=](int64_t i) { return x[i] = exp(x[i] - top); });
    losses[row] = std::log(denominator) - expected;
    // dx = softmax - q
    const real scale = 1 / denominator;
    for (int64_t i = 0; i < n; ++i)
      x[i] = x[i] * scale - floor;
    x[target] -= 1 - smoothing;
  });
}

}  // namespace gloss::kernels
