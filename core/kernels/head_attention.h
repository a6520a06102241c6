#pragma once

#include <algorithm>
#include <cstdint>

#include "core/real.h"

namespace gloss::kernels {

// Attention by several heads, each of which reads its own columns of the rows in place: head h of a
// row is its numbers [h size, (h + 1) size). Weights are [B, heads, T, S].
struct HeadShape {
  int64_t batch, heads, queries, keys, size;
  const int32_t* lengths = nullptr;  // keys of each sentence that count; null: all
  bool causal = false;               // the last query sees all keys, the one before one fewer, ...

  // The number of keys that query t of sentence b sees.
  int64_t visible(int64_t b, int64_t t) const {
    const int64_t past = causal ? std::max<int64_t>(0, keys - queries + t + 1) : keys;
    return lengths ? std::min<int64_t>(past, lengths[b]) : past;
  }
};

// Rows of numbers, `step` apart: those of sentence 0 first. They may be part of wider rows.
struct HeadRows {
  const real* data;
  int64_t step;
};
struct HeadGradients {
  real* data;  // null: not wanted
  int64_t step;
};

// weights[b, h, t, s] = softmax over the visible s of q_h[b, t] . k_h[b, s] / sqrt(size), exactly 0
// for the others (Vaswani et al. 2017, equation 1). A query's weights are the same bits whatever
// the number of queries beside it and of keys that it does not see.
void head_weights_forward(const HeadShape& shape, HeadRows q, HeadRows k, real* weights);
void head_weights_backward(const HeadShape& shape, HeadRows q, HeadRows k, const real* weights,
                           const real* dweights, HeadGradients dq, HeadGradients dk);

// y_h[b, t] = sum_s weights[b, h, t, s] v_h[b, s], the keys in order.
void head_context_forward(const HeadShape& shape, const real* weights, HeadRows v, real* y);
void head_context_backward(const HeadShape& shape, const real* weights, HeadRows v, const real* dy,
                           real* dweights, HeadGradients dv);

}  // namespace gloss::kernels
