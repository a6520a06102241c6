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

void layer_norm_forward(int64_t rows, int64_t n, const real* x, const real* gain, const real* bias,
                        real eps, real* y, real* mean, real* inverse) {
  parallel_for(rows, std::max<int64_t>(1, kGrain / n), [=](int64_t begin, int64_t end) {
    for (int64_t r = begin; r < end; ++r) {
      const real* const in = x + r * n;
      real* const out = y + r * n;
      const real m = mean_over(n, [=](int64_t i) { return in[i]; });
      const real variance = mean_over(n, [=](int64_t i) { return (in[i] - m) * (in[i] - m); });
      const real s = 1 / std::sqrt(variance + eps);
      for (int64_t i = 0; i < n; ++i)
        out[i] = gain[i] * ((in[i] - m) * s) + bias[i];
      mean[r] = m;
      inverse[r] = s;
    }
  });
}

void layer_norm_backward(int64_t rows, int64_t n, const real* x, const real* gain, const real* mean,
                         const real* inverse, const real* dy, real* dx, real* dgain, real* dbias) {
  if (dx) {
    parallel_for(rows, std::max<int64_t>(1, kGrain / n), [=](int64_t begin, int64_t end) {
      for (int64_t r = begin; r < end; ++r) {
        // With g = gain * dy:  dx = inverse * (g - mean(g) - x_hat * mean(g * x_hat))
        const real* const in = x + r * n;
        const real* const grad = dy + r * n;
        const real m = mean[r], s = inverse[r];
        const real g = mean_over(n, [=](int64_t i) { return gain[i] * grad[i]; });
        const real gx =
            mean_over(n, [=](int64_t i) { return gain[i] * grad[i] * ((in[i] - m) * s); });
        for (int64_t i = 0; i < n; ++i)
          dx[r * n + i] += s * (gain[i] * grad[i] - g - (in[i] - m) * s * gx);
      }
    });
  }
  // dgain += sum_r dy * x_hat, dbias += sum_r dy: strips of columns run down the rows in order.
  constexpr int64_t kStrip = 32;
  parallel_for(n, kStrip, [=](int64_t begin, int64_t end) {
    for (int64_t r = 0; r < rows; ++r) {
      for (int64_t i = begin; dgain && i < end; ++i)
        dgain[i] += dy[r * n + i] * ((x[r * n + i] - mean[r]) * inverse[r]);
      for (int64_t i = begin; dbias && i < end; ++i)
        dbias[i] += dy[r * n + i];
    }
  });
}

}  // namespace gloss::kernels
