#pragma once

#include <algorithm>
#include <cstdint>

#include "core/real.h"

namespace gloss::kernels {

// Scaled dot-product attention of several heads (Vaswani et al. 2017, equation 1), each of which
// reads its own columns of the rows in place: head h of a row is its elements [h * size, (h + 1) *
// size). Weights are [B, heads, T, S]. A query sees the keys before `visible`; with lengths {4, 2}
// and causal, T = 3 queries and S = 4 keys:
//
//             sentence 0        sentence 1
//   keys      0 1 2 3           0 1 2 3
//   query 0   x x . .           x x . .
//   query 1   x x x .           x x . .
//   query 2   x x x x           x x . .       the last query sees all keys within the length
struct HeadShape {
  int64_t batch, heads, queries, keys, size;  // B, heads, T, S, elements of a head
  const int32_t* lengths = nullptr;           // keys of each sentence; null: all S
  bool causal = false;

  // How many keys query t of sentence b sees.
  int64_t visible(int64_t b, int64_t t) const {
    const int64_t past = causal ? std::max<int64_t>(0, keys - queries + t + 1) : keys;
    return lengths ? std::min<int64_t>(past, lengths[b]) : past;
  }
};

// Rows `stride` apart, those of sentence 0 first. They may be columns of wider rows.
struct HeadRows {
  const real* data;
  int64_t stride;
};
struct HeadOutput {
  real* data;  // null: a gradient that is not needed
  int64_t stride;
  bool accumulate;  // false: overwrite
};

// The pairs of each of batch * positions rows, rotated by the angles a of the row's position, which
// are used again and again: pair i by angle i % angles. If `inverse`, by -a.
//   y_2i = x_2i cos a - x_2i+1 sin a     y_2i+1 = x_2i sin a + x_2i+1 cos a
struct PairRotation {
  int64_t batch, positions, pairs, angles;
  const real *cosine, *sine;  // [positions, angles]
  bool inverse = false;
};
void rotate_pairs(const PairRotation& rotation, HeadRows x, HeadOutput y);

// weights[b, h, t, s] = softmax over the visible s of q_h[b, t] . k_h[b, s] / sqrt(size), exactly 0
// for the others. The weights of a query are the same bits whatever the number of other queries and
// of keys that it does not see.
void head_weights_forward(const HeadShape& shape, HeadRows q, HeadRows k, real* weights);

struct HeadWeightsBackward {
  HeadRows q, k;
  const real *weights, *dweights;
  HeadOutput dq, dk;
};
void head_weights_backward(const HeadShape& shape, const HeadWeightsBackward& in);

// y_h[b, t] = sum_s weights[b, h, t, s] v_h[b, s], the keys in order. y [B, T, heads * size]
void head_context_forward(const HeadShape& shape, const real* weights, HeadRows v, real* y);

// Keys and values of one position after another, which stand in a block each. Those of row b at
// position s are 2 E numbers, row origins[b * keys + s] of positions[s].
struct CachedRows {
  const real* const* positions;  // [S]
  const int32_t* origins;        // [B, S]
};

// head_context of head_weights to the same bits, for one query in each row, which sees all keys.
void cached_attention_forward(const HeadShape& shape, HeadRows q, const CachedRows& kv, real* y);

struct HeadContextBackward {
  const real* weights;
  HeadRows v;
  const real* dy;
  HeadOutput dweights, dv;  // dweights has rows of S elements
};
void head_context_backward(const HeadShape& shape, const HeadContextBackward& in);

}  // namespace gloss::kernels
