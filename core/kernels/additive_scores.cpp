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

void additive_scores_forward(const AdditiveShape& shape, const real* q, const real* k,
                             const real* v, real* y) {
  const int64_t n = shape.units;
  parallel_for(shape.batch * shape.queries, 4, [&](int64_t begin, int64_t end) {
    for (int64_t r = begin; r < end; ++r) {
      const int64_t b = r / shape.queries, length = shape.length(b);
      for (int64_t s = 0; s < length; ++s)
        y[r * shape.keys + s] = weighted_tanh(q + r * n, k + (b * shape.keys + s) * n, v, n);
      std::fill(y + r * shape.keys + length, y + (r + 1) * shape.keys, real(0));
    }
  });
}

void additive_scores_backward(const AdditiveShape& shape, const real* q, const real* k,
                              const real* v, const real* dy, real* dq, real* dk, real* dv,
                              real* dv_rows) {
  const int64_t n = shape.units;
  std::fill_n(dv_rows, shape.batch * n, real(0));
  parallel_for(shape.batch, 1, [&](int64_t begin, int64_t end) {
    for (int64_t b = begin; b < end; ++b)
      for (int64_t t = 0; t < shape.queries; ++t)
        for (int64_t s = 0; s < shape.length(b); ++s) {
          const int64_t row = b * shape.queries + t, key = b * shape.keys + s;
          const real d = dy[row * shape.keys + s];
          const real* const query = q + row * n;
          const real* const keys = k + key * n;
          real* const dquery = dq ? dq + row * n : nullptr;
          real* const dkey = dk ? dk + key * n : nullptr;
          real* const dweight = dv_rows + b * n;
#pragma omp simd
          for (int64_t i = 0; i < n; ++i) {
            const real u = tanh(query[i] + keys[i]);
            const real through = d * v[i] * (1 - u * u);
            if (dquery) dquery[i] += through;
            if (dkey) dkey[i] += through;
            dweight[i] += d * u;
          }
        }
  });
  if (dv) sum_accumulate(dv_rows, 1, shape.batch, n, dv);
}

}  // namespace gloss::kernels
