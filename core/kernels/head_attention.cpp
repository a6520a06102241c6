#include "core/kernels/head_attention.h"

#include <cmath>
#include <limits>
#include <type_traits>
#include <utility>

#include "core/kernels/loop.h"
#include "core/kernels/math.h"
#include "core/kernels/matmul.h"
#include "core/kernels/scratch.h"
#include "core/kernels/vector.h"

// One head of one sentence is a few dozen rows of a few dozen elements and fits in the L1 cache. So
// the products here read rows in place, without the packing that pays for large matrices; only
// keys and values that are read across rows are transposed first.

namespace gloss::kernels {
namespace {

thread_local Scratch scratch, cached_scratch;

// Row lengths are rounded up to whole vectors, and to whole blocks of the loops below.
int64_t padded(int64_t n) {
  return (n + kPartials - 1) / kPartials * kPartials;
}

// y = W x, or y += W x: y_r = sum_s w(r, s) x_s with s in order, for rows x_s and y_r of `size`
// elements.
struct HeadProduct {
  Matrix w;      // [rows, n]
  HeadRows x;    // [n, size]
  HeadOutput y;  // [rows, size]
  int64_t rows, n, size;
};

// Columns [i, i + C vectors) of rows [first, first + R), whose sums stay in registers and share
// each load of x.
template <int64_t R, int64_t C>
void multiply_tile(const HeadProduct& p, int64_t first, int64_t i) {
  const int64_t row_stride = p.w.transposed ? 1 : p.w.stride;
  const int64_t stride = p.w.transposed ? p.w.stride : 1;
  const real* const w = p.w.data + first * row_stride;
  const int64_t count = p.size - i;
  Vector sum[R][C] = {};
  const auto add_all = [&](const auto& load_row) {
    for (int64_t s = 0; s < p.n; ++s)
#pragma GCC unroll 2
      for (int64_t c = 0; c < C; ++c) {
        const Vector row = load_row(p.x.data + s * p.x.stride + i + c * kLanes);
#pragma GCC unroll 8
        for (int64_t r = 0; r < R; ++r)
          sum[r][c] += w[r * row_stride + s * stride] * row;
      }
  };
  if (count >= C * kLanes)
    add_all([](const real* from) { return load(from); });
  else
    add_all([=](const real* from) { return load_part(from, count); });
  for (int64_t r = 0; r < R; ++r)
    for (int64_t c = 0; c < C; ++c) {
      real* const to = p.y.data + (first + r) * p.y.stride + i + c * kLanes;
      const Vector& y = sum[r][c];
      store_part(to, p.y.accumulate ? load_part(to, count - c * kLanes) + y : y,
                 count - c * kLanes);
    }
}

// Rows [first, first + R): two vectors of columns at a time, which halves the loads of w, then one.
template <int64_t R>
void multiply_rows(const HeadProduct& p, int64_t first) {
  int64_t i = 0;
  for (; i + 2 * kLanes <= p.size; i += 2 * kLanes)
    multiply_tile<R, 2>(p, first, i);
  for (; i < p.size; i += kLanes)
    multiply_tile<R, 1>(p, first, i);
}

void multiply(const HeadProduct& p) {
  int64_t row = 0;
  if constexpr (kVectorRegisters >= 32)  // enough for 16 sums
    for (; row + 8 <= p.rows; row += 8)
      multiply_rows<8>(p, row);
  for (; row + 4 <= p.rows; row += 4)
    multiply_rows<4>(p, row);
  for (; row + 2 <= p.rows; row += 2)
    multiply_rows<2>(p, row);
  for (; row < p.rows; ++row)
    multiply_rows<1>(p, row);
}

// part[0] op part[1] op ... in halves: element i with element i + 8, then with i + 4, i + 2, i + 1.
template <class F>
real horizontal_reduce(real (&part)[kPartials], const F& op) {
#pragma GCC unroll 4
  for (int64_t half = kPartials / 2; half > 0; half /= 2)
#pragma GCC unroll 8
    for (int64_t i = 0; i < half; ++i)
      part[i] = op(part[i], part[i + half]);
  return part[0];
}

// Calls f(s, j) for s = 0, 1, ... in whole blocks of kPartials until n is reached, j being the
// position of s in its block. Up to kPartials - 1 calls are for s >= n.
template <class F>
void for_whole_blocks(int64_t n, const F& f) {
  for (int64_t s = 0; s < n; s += kPartials) {
#pragma omp simd
    for (int64_t j = 0; j < kPartials; ++j)
      f(s + j, j);
  }
}

// The softmax of scale * x over the first n elements, in place, and 0 for the rest of `width`. The
// elements after n in the last block add exact zeros, so that the bits depend on n only.
void softmax_row(real* x, int64_t n, int64_t width, real scale) {
  constexpr real kLowest = std::numeric_limits<real>::lowest();
  real largest[kPartials], sum[kPartials] = {};
  std::fill_n(largest, kPartials, kLowest);
  for_whole_blocks(n, [&](int64_t s, int64_t j) {
    const real score = s < n ? x[s] : kLowest;
    largest[j] = score > largest[j] ? score : largest[j];
  });
  const real top = horizontal_reduce(largest, [](real a, real b) { return a > b ? a : b; });
  for_whole_blocks(n, [&](int64_t s, int64_t j) {
    const real e = exp((x[s] - top) * scale);
    const real visible = s < n ? e : real(0);
    x[s] = visible;
    sum[j] += visible;
  });
  const real factor = 1 / horizontal_reduce(sum, [](real a, real b) { return a + b; });
  for_whole_blocks(n, [&](int64_t s, int64_t) { x[s] *= factor; });
  std::fill(x + std::min(padded(n), width), x + width, real(0));
}

// dscores_s = scale w_s (dw_s - sum_r w_r dw_r) for s < n, and 0 for the rest of `width`.
void softmax_row_backward(const real* w, const real* dw, int64_t n, int64_t width, real scale,
                          real* dscores) {
  real sum[kPartials] = {};
  for_whole_blocks(n, [&](int64_t s, int64_t j) { sum[j] += s < n ? w[s] * dw[s] : real(0); });
  const real dot = horizontal_reduce(sum, [](real a, real b) { return a + b; });
  for_whole_blocks(width, [&](int64_t s, int64_t) {
    dscores[s] = s < n ? scale * w[s] * (dw[s] - dot) : real(0);
  });
}

// One head of one sentence: where its queries, keys and weights begin, counted in rows.
struct Head {
  int64_t query, key, weight;
  int64_t column;  // the first of its columns
  int64_t b;       // the sentence
};

// Calls f(head, numbers) for every sentence and head, `numbers` being a scratch buffer.
template <class F>
void for_each_head(const HeadShape& shape, int64_t scratch_size, const F& f) {
  // Reading and transposing the keys costs about as much as the products of eight queries.
  const int64_t cost = std::max<int64_t>(1, (shape.queries + 8) * shape.keys * shape.size);
  parallel_for(
      shape.batch * shape.heads, std::max<int64_t>(1, 4 * kGrain / cost),
      [&](int64_t begin, int64_t end) {
        real* const numbers = scratch.at_least(scratch_size);
        for (int64_t i = begin; i < end; ++i) {
          const int64_t b = i / shape.heads, h = i % shape.heads;
          f(Head{b * shape.queries, b * shape.keys, i * shape.queries, h * shape.size, b}, numbers);
        }
      });
}

// Counts the products of all heads: a number for each query, key and element of a head.
void count_products(const HeadShape& shape, int64_t products) {
  count_multiply_adds(products * shape.batch * shape.heads * shape.queries * shape.keys *
                      shape.size);
}

// This head's columns of the rows from `row` on.
template <class Rows>
Rows part(Rows x, int64_t row, int64_t column) {
  x.data += row * x.stride + column;
  return x;
}

}  // namespace

void rotate_pairs(const PairRotation& rotation, HeadRows x, HeadOutput y) {
  const int64_t rows = rotation.batch * rotation.positions, angles = rotation.angles;
  const real sign = rotation.inverse ? real(-1) : real(1);
  for_each_row(rows, 2 * rotation.pairs, 2, [=](int64_t r) {
    const real* const cosine = rotation.cosine + r % rotation.positions * angles;
    const real* const sine = rotation.sine + r % rotation.positions * angles;
    for (int64_t first = 0; first < rotation.pairs; first += angles) {
      const real* const from = x.data + r * x.stride + 2 * first;
      real* const to = y.data + r * y.stride + 2 * first;
      const auto rotate = [=](int64_t i) {
        const real even = from[2 * i], odd = from[2 * i + 1], s = sign * sine[i];
        return std::pair{even * cosine[i] - odd * s, even * s + odd * cosine[i]};
      };
      if (y.accumulate) {
#pragma omp simd
        for (int64_t i = 0; i < angles; ++i) {
          const auto [even, odd] = rotate(i);
          to[2 * i] += even;
          to[2 * i + 1] += odd;
        }
      } else {
#pragma omp simd
        for (int64_t i = 0; i < angles; ++i) {
          const auto [even, odd] = rotate(i);
          to[2 * i] = even;
          to[2 * i + 1] = odd;
        }
      }
    }
  });
}

void head_weights_forward(const HeadShape& shape, HeadRows q, HeadRows k, real* weights) {
  const int64_t queries = shape.queries, keys = shape.keys, size = shape.size;
  const int64_t width = padded(keys);
  const real scale = 1 / std::sqrt(static_cast<real>(size));
  count_products(shape, 1);
  for_each_head(shape, (size + queries) * width, [&](const Head& head, real* numbers) {
    real *const keys_transposed = numbers, *const scores = numbers + size * width;
    const HeadRows key = part(k, head.key, head.column), query = part(q, head.query, head.column);
    transpose({key.data, key.stride, keys, size}, width, keys_transposed, width);
    multiply({.w = {query.data, query.stride},
              .x = {keys_transposed, width},
              .y = {scores, width, false},
              .rows = queries,
              .n = size,
              .size = width});
    for (int64_t t = 0; t < queries; ++t) {
      softmax_row(scores + t * width, shape.visible(head.b, t), width, scale);
      std::copy_n(scores + t * width, keys, weights + (head.weight + t) * keys);
    }
  });
}

void head_weights_backward(const HeadShape& shape, const HeadWeightsBackward& in) {
  const int64_t queries = shape.queries, keys = shape.keys, size = shape.size;
  const int64_t width = padded(keys);
  const real scale = 1 / std::sqrt(static_cast<real>(size));
  count_products(shape, (in.dq.data ? 1 : 0) + (in.dk.data ? 1 : 0));
  for_each_head(shape, queries * width, [&](const Head& head, real* dscores) {
    for (int64_t t = 0; t < queries; ++t) {
      const int64_t at = (head.weight + t) * keys;
      softmax_row_backward(in.weights + at, in.dweights + at, shape.visible(head.b, t), width,
                           scale, dscores + t * width);
    }
    // scores[t, s] = q_t . k_s, hence dq_t += sum_s dscores[t, s] k_s
    if (in.dq.data)
      multiply({.w = {dscores, width},
                .x = part(in.k, head.key, head.column),
                .y = part(in.dq, head.query, head.column),
                .rows = queries,
                .n = keys,
                .size = size});
    // and dk_s += sum_t dscores[t, s] q_t
    if (in.dk.data)
      multiply({.w = {dscores, width, true},
                .x = part(in.q, head.query, head.column),
                .y = part(in.dk, head.key, head.column),
                .rows = keys,
                .n = queries,
                .size = size});
  });
}

void head_context_forward(const HeadShape& shape, const real* weights, HeadRows v, real* y) {
  const int64_t keys = shape.keys, features = shape.heads * shape.size;
  count_products(shape, 1);
  for_each_head(shape, 0, [&](const Head& head, real*) {
    multiply({.w = {weights + head.weight * keys, keys},
              .x = part(v, head.key, head.column),
              .y = part(HeadOutput{y, features, false}, head.query, head.column),
              .rows = shape.queries,
              .n = keys,
              .size = shape.size});
  });
}

void cached_attention_forward(const HeadShape& shape, HeadRows q, const CachedRows& kv, real* y) {
  const int64_t keys = shape.keys, features = shape.heads * shape.size, width = 2 * features;
  HeadShape one = shape;
  one.batch = 1;
  for_each_row(shape.batch, keys * width, 2, [&](int64_t b) {
    real* const rows = cached_scratch.at_least(keys * (width + shape.heads));
    real* const weights = rows + keys * width;
    for (int64_t s = 0; s < keys; ++s)
      std::copy_n(kv.positions[s] + kv.origins[b * keys + s] * width, width, rows + s * width);
    head_weights_forward(one, {q.data + b * q.stride, q.stride}, {rows, width}, weights);
    head_context_forward(one, weights, {rows + features, width}, y + b * features);
  });
}

void head_context_backward(const HeadShape& shape, const HeadContextBackward& in) {
  const int64_t queries = shape.queries, keys = shape.keys, size = shape.size;
  const int64_t width = padded(keys);
  count_products(shape, (in.dweights.data ? 1 : 0) + (in.dv.data ? 1 : 0));
  for_each_head(shape, (size + queries) * width, [&](const Head& head, real* numbers) {
    const HeadRows dy = part(HeadRows{in.dy, shape.heads * size}, head.query, head.column);
    if (in.dweights.data) {
      // y_t = sum_s weights[t, s] v_s, hence dweights[t, s] += dy_t . v_s
      real *const values_transposed = numbers, *const products = numbers + size * width;
      const HeadRows value = part(in.v, head.key, head.column);
      transpose({value.data, value.stride, keys, size}, width, values_transposed, width);
      multiply({.w = {dy.data, dy.stride},
                .x = {values_transposed, width},
                .y = {products, width, false},
                .rows = queries,
                .n = size,
                .size = width});
      const HeadOutput dweights = part(in.dweights, head.weight, 0);
      for (int64_t t = 0; t < queries; ++t)
        for (int64_t s = 0; s < keys; ++s) {
          real& d = dweights.data[t * keys + s];
          d = dweights.accumulate ? d + products[t * width + s] : products[t * width + s];
        }
    }
    // and dv_s += sum_t weights[t, s] dy_t
    if (in.dv.data)
      multiply({.w = {in.weights + head.weight * keys, keys, true},
                .x = dy,
                .y = part(in.dv, head.key, head.column),
                .rows = keys,
                .n = queries,
                .size = size});
  });
}

}  // namespace gloss::kernels
