#pragma once

#include <cstdint>

#include "core/gradient_buffer.h"
#include "core/real.h"

namespace gloss::kernels {

// The scores of additive attention (Bahdanau et al. 2015, appendix A.1.2) of T queries against S
// keys in each of B sentences, H units each:
//   y[b, t, s] = sum_h v[h] tanh(query[b, t, h] + keys[b, s, h]),   0 for s >= lengths[b]
// The array [B, T, S, H] of tanh is never stored: the backward pass computes it again.
struct AdditiveScores {
  int64_t batch, queries, keys, units;  // B, T, S, H
  const real *query, *key, *v;          // [B, T, H], [B, S, H], [H]
  const int32_t* lengths = nullptr;     // keys of each sentence; null: all S

  int64_t length(int64_t b) const { return lengths ? lengths[b] : keys; }
};
void additive_scores_forward(const AdditiveScores& scores, real* y);

// dv_rows [B, H] is scratch: the gradient of v from each sentence.
void additive_scores_backward(const AdditiveScores& scores, const real* dy, GradientBuffer dquery,
                              GradientBuffer dkey, GradientBuffer dv, real* dv_rows);

}  // namespace gloss::kernels
