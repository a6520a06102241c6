#include "core/kernels/softmax.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "core/kernels/loop.h"
#include "core/kernels/math.h"
#include "core/kernels/scratch.h"

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

// What a cross-entropy needs of its logits x, which exponentiate() replaces by exp(x - top).
struct Exponentials {
  real denominator;  // sum_i exp(x_i - top)
  real expected;     // sum_i q_i (x_i - top), q being the smoothed distribution of cross_entropy()
};

Exponentials exponentiate(real* x, int64_t n, real top, int32_t target, real smoothing) {
  const real of_target = x[target] - top;
  const auto [denominator, total] = sums_over<2>(n, [=](int64_t i) {
    const real logit = x[i] - top;
    return std::array{x[i] = exp(logit), logit};
  });
  const real mean = total / static_cast<real>(n);
  return {denominator, smoothing == 0 ? of_target : of_target + smoothing * (mean - of_target)};
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
    const auto [denominator, expected] = exponentiate(x, n, top, target, smoothing);
    losses[row] = std::log(denominator) - expected;
    // dx = softmax - q
    const real scale = 1 / denominator;
    for (int64_t i = 0; i < n; ++i)
      x[i] = x[i] * scale - floor;
    x[target] -= 1 - smoothing;
  });
}

void consistency(const Consistency& shape, real* logits, real* losses, real* penalties) {
  kernels::for_each_row(shape.pairs, 2 * shape.n, 6, [=](int64_t pair) {
    const int64_t n = shape.n;
    const int32_t target = shape.targets[pair];
    const real smoothing = shape.smoothing, floor = smoothing / static_cast<real>(n);
    const real first = shape.first, second = shape.second;
    const real forward = shape.forward, reverse = shape.reverse;
    thread_local Scratch scratch;
    real* const d = scratch.at_least(n);
    real* const x1 = logits + pair * n;
    real* const x2 = logits + (shape.pairs + pair) * n;
    const real top1 = largest(x1, n), top2 = largest(x2, n);
    for (int64_t i = 0; i < n; ++i)
      d[i] = (x1[i] - top1) - (x2[i] - top2);
    const auto [sum1, expected1] = exponentiate(x1, n, top1, target, smoothing);
    const auto [sum2, expected2] = exponentiate(x2, n, top2, target, smoothing);
    const real log1 = std::log(sum1), log2 = std::log(sum2);
    const real scale1 = 1 / sum1, scale2 = 1 / sum2, shift = log1 - log2;
    const real kl1 = scale1 * sum_over(n, [=](int64_t i) { return x1[i] * (d[i] - shift); });
    const real kl2 = scale2 * sum_over(n, [=](int64_t i) { return x2[i] * (shift - d[i]); });
    losses[pair] = first * (log1 - expected1) + second * (log2 - expected2);
    penalties[pair] = forward * kl1 + reverse * kl2;
    const real floor1 = first * floor, floor2 = second * floor;
#pragma omp simd
    for (int64_t i = 0; i < n; ++i) {
      const real p1 = x1[i] * scale1, p2 = x2[i] * scale2, log_ratio = d[i] - shift;
      x1[i] = p1 * (first + forward * (log_ratio - kl1)) + reverse * (p1 - p2) - floor1;
      x2[i] = p2 * (second - reverse * (log_ratio + kl2)) + forward * (p2 - p1) - floor2;
    }
    x1[target] -= first * (1 - smoothing);
    x2[target] -= second * (1 - smoothing);
  });
}

}  // namespace gloss::kernels
