#include "core/kernels/additive_scores.h"

#include <algorithm>

#include "core/kernels/loop.h"
#include "core/kernels/math.h"
#include "core/kernels/reduce.h"

namespace gloss::kernels {
namespace {

real weighted_tanh(const real* q, const real* k, const real* v, int64_t n) {
  return sum_over(n, [=](int64_t i) { return v[i] * tanh(q[i] + k[i]); });
}

}  // namespace

void additive_scores_forward(const AdditiveScores& a, real* y) {
  const int64_t n = a.units;
  parallel_for(a.batch * a.queries, 4, [&](int64_t begin, int64_t end) {
    for (int64_t r = begin; r < end; ++r) {
      const int64_t b = r / a.queries, length = a.length(b);
      for (int64_t s = 0; s < length; ++s)
        y[r * a.keys + s] = weighted_tanh(a.query + r * n, a.key + (b * a.keys + s) * n, a.v, n);
      std::fill(y + r * a.keys + length, y + (r + 1) * a.keys, real(0));
    }
  });
}

void additive_scores_backward(const AdditiveScores& a, const real* dy, GradientBuffer dquery,
                              GradientBuffer dkey, GradientBuffer dv, real* dv_rows) {
  const int64_t n = a.units;
  real *const query_sum = dquery.accumulator(), *const key_sum = dkey.accumulator();
  std::fill_n(dv_rows, a.batch * n, real(0));
  parallel_for(a.batch, 1, [&](int64_t begin, int64_t end) {
    for (int64_t b = begin; b < end; ++b)
      for (int64_t t = 0; t < a.queries; ++t)
        for (int64_t s = 0; s < a.length(b); ++s) {
          const int64_t row = b * a.queries + t, column = b * a.keys + s;
          const real d = dy[row * a.keys + s];
          const real *const query = a.query + row * n, *const key = a.key + column * n;
          const real* const v = a.v;
          real* const dq = query_sum ? query_sum + row * n : nullptr;
          real* const dk = key_sum ? key_sum + column * n : nullptr;
          real* const dv_row = dv_rows + b * n;
#pragma omp simd
          for (int64_t i = 0; i < n; ++i) {
            // y += v_i u, u = tanh(query_i + key_i)
            const real u = tanh(query[i] + key[i]);
            const real through = d * v[i] * (1 - u * u);
            if (dq) dq[i] += through;
            if (dk) dk[i] += through;
            dv_row[i] += d * u;
          }
        }
  });
  if (dv) sum_accumulate({1, a.batch, n}, dv_rows, dv.accumulator());
}

}  // namespace gloss::kernels
