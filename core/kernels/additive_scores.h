#pragma once

#include <cstdint>

#include "core/real.h"

namespace gloss::kernels {

// Additive scores of T queries against S keys in each of B sentences, H numbers each:
//   y[b, t, s] = sum_h v[h] tanh(q[b, t, h] + k[b, s, h]),  0 for s >= lengths[b]
// The array [B, T, S, H] is never kept: the backward pass computes its tanh again.
struct AdditiveShape {
  int64_t batch, queries, keys, units;
  const int32_t* lengths = nullptr;  // null: all keys count

  int64_t length(int64_t b) const { return lengths ? lengths[b] : keys; }
};
void additive_scores_forward(const AdditiveShape& shape, const real* q, const real* k,
                             const real* v, real* y);

// Any of dq, dk and dv may be null. dv_rows [B, H] is scratch for dv: a sum for each sentence.
void additive_scores_backward(const AdditiveShape& shape, const real* q, const real* k,
                              const real* v, const real* dy, real* dq, real* dk, real* dv,
                              real* dv_rows);

}  // namespace gloss::kernels
