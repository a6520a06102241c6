#include "core/kernels/norm.h"

#include <algorithm>
#include <cmath>

#include "core/kernels/loop.h"

namespace gloss::kernels {
namespace {

template <class F>
real mean_over(int64_t n, const F& f) {
  return sum_over(n, f) / static_cast<real>(n);
}

}  // namespace

void layer_norm_forward(const LayerNorm& norm, const real* bias, real eps, real* y) {
  for_each_row(norm.rows, norm.n, 1, [=](int64_t r) {
    const int64_t n = norm.n;
    const real* const x = norm.x + r * n;
    const real m = mean_over(n, [=](int64_t i) { return x[i]; });
    const real variance = mean_over(n, [=](int64_t i) { return (x[i] - m) * (x[i] - m); });
    const real s = 1 / std::sqrt(variance + eps);
    real* const out = y + r * n;
    for (int64_t i = 0; i < n; ++i)
      out[i] = norm.gain[i] * ((x[i] - m) * s) + bias[i];
    norm.mean[r] = m;
    norm.inverse[r] = s;
  });
}

void layer_norm_backward(const LayerNorm& norm, const real* dy, GradientBuffer dx,
                         GradientBuffer dgain, GradientBuffer dbias) {
  const int64_t n = norm.n;
  if (dx) {
    for_each_row(norm.rows, n, 1, [=](int64_t r) {
      // With g = gain * dy:   dx = inverse * (g - mean(g) - x_hat * mean(g * x_hat))
      const int64_t at = r * n;
      const real *const x = norm.x + at, *const d = dy + at, *const gain = norm.gain;
      const real m = norm.mean[r], s = norm.inverse[r];
      const real g = mean_over(n, [=](int64_t i) { return gain[i] * d[i]; });
      const real gx = mean_over(n, [=](int64_t i) { return gain[i] * d[i] * ((x[i] - m) * s); });
      dx.slice(at, n).add_range(
          0, n, [=](int64_t i) { return s * (gain[i] * d[i] - g - (x[i] - m) * s * gx); });
    });
  }
  // dgain += sum_r dy * x_hat, dbias += sum_r dy. The columns are cut into strips, and each strip
  // adds the rows in order.
  real *const gain_sum = dgain.accumulator(), *const bias_sum = dbias.accumulator();
  constexpr int64_t kStrip = 32;
  parallel_for(n, kStrip, [=](int64_t begin, int64_t end) {
    for (int64_t r = 0; r < norm.rows; ++r) {
      const real *const x = norm.x + r * n, *const d = dy + r * n;
      const real m = norm.mean[r], s = norm.inverse[r];
      for (int64_t i = begin; gain_sum && i < end; ++i)
        gain_sum[i] += d[i] * ((x[i] - m) * s);
      for (int64_t i = begin; bias_sum && i < end; ++i)
        bias_sum[i] += d[i];
    }
  });
}

}  // namespace gloss::kernels
