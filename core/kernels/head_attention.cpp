#include "core/kernels/head_attention.h"

#include <cmath>
#include <limits>
#include <type_traits>
#include <utility>

#include "core/allocator.h"
#include "core/kernels/loop.h"
#include "core/kernels/math.h"
#include "core/kernels/vector.h"

// One head of one sentence is a few dozen rows of a few dozen numbers: everything about it fits in
// the nearest cache, so the products here read rows where they are, without the packing that pays
// for large matrices. Only what has to be read across rows is turned round first.

namespace gloss::kernels {
namespace {

int64_t padded(int64_t n) {
  return (n + kPartials - 1) / kPartials * kPartials;
}

// Calls f(R, first) for blocks of R rows that cover [0, rows), R a compile-time 8, 4, 2 or 1: each
// row's sums stand in a register of their own, and several rows share what is loaded.
template <class F>
void for_row_blocks(int64_t rows, const F& f) {
  int64_t first = 0;
  for (; first + 8 <= rows; first += 8)
    f(std::integral_constant<int64_t, 8>(), first);
  if (first + 4 <= rows) f(std::integral_constant<int64_t, 4>(), first), first += 4;
  if (first + 2 <= rows) f(std::integral_constant<int64_t, 2>(), first), first += 2;
  if (first < rows) f(std::integral_constant<int64_t, 1>(), first);
}

// x[n, size] as [size, padded(n)], zeros past n.
void turn(const real* x, int64_t step, int64_t n, int64_t size, real* out) {
  const int64_t width = padded(n);
  for (int64_t s = 0; s < width; s += kLanes)
    turn_rows(x + s * step, step, std::min(kLanes, n - s), size, out + s, width);
}

// y[t, s] = x_t . (column s of turned), for all columns of turned [size, width]. The products are
// added in index order.
void dot_products(const real* x, int64_t step, int64_t rows, const real* turned, int64_t size,
                  int64_t width, real* y) {
  for_row_blocks(rows, [=](auto block, int64_t first) {
    constexpr int64_t kRows = block();
    const real* const from = x + first * step;
    for (int64_t s = 0; s < width; s += kLanes) {
      Vector sum[kRows] = {};
      for (int64_t i = 0; i < size; ++i) {
        const Vector column = load(turned + i * width + s);
        for (int64_t r = 0; r < kRows; ++r)
          sum[r] += from[r * step + i] * column;
      }
      for (int64_t r = 0; r < kRows; ++r)
        store(y + (first + r) * width + s, sum[r]);
    }
  });
}

// An array of weights, or its transpose: element (r, s) is data[r * row_step + s * step].
struct Weights {
  const real* data;
  int64_t row_step, step;
};

// y_r = sum_s w(r, s) x_s, or y_r += it, for rows of `size` numbers; s runs over [0, n) in order.
void weighted_sums(const Weights& w, int64_t rows, const real* x, int64_t x_step, int64_t n,
                   int64_t size, real* y, int64_t y_step, bool accumulate) {
  for_row_blocks(rows, [=](auto block, int64_t first) {
    constexpr int64_t kRows = block();
    const real* const weights = w.data + first * w.row_step;
    for (int64_t i = 0; i < size; i += kLanes) {
      const int64_t count = size - i;
      Vector sum[kRows] = {};
      const auto add_all = [&](const auto& row_at) {
        for (int64_t s = 0; s < n; ++s) {
          const Vector row = row_at(x + s * x_step + i);
#pragma GCC unroll 8
          for (int64_t r = 0; r < kRows; ++r)
            sum[r] += weights[r * w.row_step + s * w.step] * row;
        }
      };
      if (count >= kLanes)
        add_all([](const real* at) { return load(at); });
      else
        add_all([=](const real* at) { return load_part(at, count); });
      for (int64_t r = 0; r < kRows; ++r) {
        real* const to = y + (first + r) * y_step + i;
        store_part(to, accumulate ? load_part(to, count) + sum[r] : sum[r], count);
      }
    }
  });
}

template <int64_t Half, int64_t... Lane>
Vector halves_swapped(const Vector& v, std::integer_sequence<int64_t, Lane...>) {
  return __builtin_shufflevector(v, v, (Lane ^ Half)...);
}

// v[0] (op) v[1] (op) ..., by halves: each lane with the one Half further, then those results.
template <int64_t Half = kLanes / 2, class F>
real folded(const Vector& v, const F& op) {
  const Vector both = op(v, halves_swapped<Half>(v, std::make_integer_sequence<int64_t, kLanes>()));
  if constexpr (Half == 1)
    return both[0];
  else
    return folded<Half / 2>(both, op);
}

template <class F>
real folded(const real (&part)[kPartials], const F& op) {
  Vector v = load(part);
  for (int64_t i = kLanes; i < kPartials; i += kLanes)
    v = op(v, load(part + i));
  return folded(v, op);
}

// Calls f(s, j) for s = 0 .. n - 1 in whole blocks, j being the place of s in its block. Up to
// kPartials - 1 calls are for s beyond n.
template <class F>
void for_whole_blocks(int64_t n, const F& f) {
  for (int64_t s = 0; s < n; s += kPartials) {
#pragma omp simd
    for (int64_t j = 0; j < kPartials; ++j)
      f(s + j, j);
  }
}

// The softmax of scale x over the first n numbers, in place, and 0 for the rest of `width`. What
// stands past n in the last block adds exact zeros, so that the bits depend on n and not on width.
void softmax_row(real* x, int64_t n, int64_t width, real scale) {
  constexpr real kLowest = std::numeric_limits<real>::lowest();
  real largest[kPartials], sum[kPartials] = {};
  std::fill_n(largest, kPartials, kLowest);
  for_whole_blocks(n, [&](int64_t s, int64_t j) {
    const real score = s < n ? x[s] : kLowest;
    largest[j] = score > largest[j] ? score : largest[j];
  });
  const real top = folded(largest, [](const auto& a, const auto& b) { return a > b ? a : b; });
  for_whole_blocks(n, [&](int64_t s, int64_t j) {
    const real e = exp((x[s] - top) * scale);
    const real counted = s < n ? e : real(0);
    x[s] = counted;
    sum[j] += counted;
  });
  const real factor = 1 / folded(sum, [](const auto& a, const auto& b) { return a + b; });
  for_whole_blocks(n, [&](int64_t s, int64_t) { x[s] *= factor; });
  std::fill(x + std::min(padded(n), width), x + width, real(0));
}

// dscores_s = scale w_s (dw_s - sum_r w_r dw_r) for s < n, and 0 for the rest of `width`.
void softmax_row_backward(const real* w, const real* dw, int64_t n, int64_t width, real scale,
                          real* dscores) {
  real sum[kPartials] = {};
  for_whole_blocks(n, [&](int64_t s, int64_t j) { sum[j] += s < n ? w[s] * dw[s] : real(0); });
  const real dot = folded(sum, [](const auto& a, const auto& b) { return a + b; });
  for_whole_blocks(width, [&](int64_t s, int64_t) {
    dscores[s] = s < n ? scale * w[s] * (dw[s] - dot) : real(0);
  });
}

// Calls f(b, h, scratch) for every sentence and head, with room for `numbers` numbers. Reading the
// keys, and turning them, costs about as much as the products with eight queries.
template <class F>
void for_each_head(const HeadShape& shape, int64_t numbers, const F& f) {
  const int64_t products = std::max<int64_t>(1, (shape.queries + 8) * shape.keys * shape.size);
  parallel_for(shape.batch * shape.heads, std::max<int64_t>(1, 4 * kGrain / products),
               [&](int64_t begin, int64_t end) {
                 Storage scratch(numbers);
                 for (int64_t i = begin; i < end; ++i)
                   f(i / shape.heads, i % shape.heads, scratch.data());
               });
}

}  // namespace

void head_weights_forward(const HeadShape& shape, HeadRows q, HeadRows k, real* weights) {
  const int64_t queries = shape.queries, keys = shape.keys, size = shape.size;
  const int64_t width = padded(keys);
  const real scale = 1 / std::sqrt(static_cast<real>(size));
  for_each_head(shape, (size + queries) * width, [&](int64_t b, int64_t h, real* scratch) {
    real* const turned = scratch;
    real* const scores = scratch + size * width;
    turn(k.data + b * keys * k.step + h * size, k.step, keys, size, turned);
    dot_products(q.data + b * queries * q.step + h * size, q.step, queries, turned, size, width,
                 scores);
    real* const to = weights + (b * shape.heads + h) * queries * keys;
    for (int64_t t = 0; t < queries; ++t) {
      softmax_row(scores + t * width, shape.visible(b, t), width, scale);
      std::copy_n(scores + t * width, keys, to + t * keys);
    }
  });
}

void head_weights_backward(const HeadShape& shape, HeadRows q, HeadRows k, const real* weights,
                           const real* dweights, HeadGradients dq, HeadGradients dk) {
  const int64_t queries = shape.queries, keys = shape.keys, size = shape.size;
  const int64_t width = padded(keys);
  const real scale = 1 / std::sqrt(static_cast<real>(size));
  for_each_head(shape, queries * width, [&](int64_t b, int64_t h, real* dscores) {
    const int64_t first = (b * shape.heads + h) * queries * keys;
    for (int64_t t = 0; t < queries; ++t)
      softmax_row_backward(weights + first + t * keys, dweights + first + t * keys,
                           shape.visible(b, t), width, scale, dscores + t * width);
    // scores[t, s] = q_t . k_s, hence dq_t += sum_s dscores[t, s] k_s, and dk_s the other way round
    const int64_t query = b * queries, key = b * keys, column = h * size;
    if (dq.data)
      weighted_sums({dscores, width, 1}, queries, k.data + key * k.step + column, k.step, keys,
                    size, dq.data + query * dq.step + column, dq.step, true);
    if (dk.data)
      weighted_sums({dscores, 1, width}, keys, q.data + query * q.step + column, q.step, queries,
                    size, dk.data + key * dk.step + column, dk.step, true);
  });
}

void head_context_forward(const HeadShape& shape, const real* weights, HeadRows v, real* y) {
  const int64_t queries = shape.queries, keys = shape.keys, size = shape.size;
  const int64_t features = shape.heads * size;
  for_each_head(shape, 0, [&](int64_t b, int64_t h, real*) {
    weighted_sums({weights + (b * shape.heads + h) * queries * keys, keys, 1}, queries,
                  v.data + b * keys * v.step + h * size, v.step, keys, size,
                  y + b * queries * features + h * size, features, false);
  });
}

void head_context_backward(const HeadShape& shape, const real* weights, HeadRows v, const real* dy,
                           real* dweights, HeadGradients dv) {
  const int64_t queries = shape.queries, keys = shape.keys, size = shape.size;
  const int64_t features = shape.heads * size, width = padded(keys);
  for_each_head(shape, (size + queries) * width, [&](int64_t b, int64_t h, real* scratch) {
    const int64_t first = (b * shape.heads + h) * queries * keys;
    const real* const gradient = dy + b * queries * features + h * size;
    const int64_t key = b * keys, column = h * size;
    if (dweights) {
      // y_t = sum_s weights[t, s] v_s, hence dweights[t, s] += dy_t . v_s
      real* const products = scratch + size * width;
      turn(v.data + key * v.step + column, v.step, keys, size, scratch);
      dot_products(gradient, features, queries, scratch, size, width, products);
      for (int64_t t = 0; t < queries; ++t)
        for (int64_t s = 0; s < keys; ++s)
          dweights[first + t * keys + s] += products[t * width + s];
    }
    if (dv.data)
      weighted_sums({weights + first, 1, keys}, keys, gradient, features, queries, size,
                    dv.data + key * dv.step + column, dv.step, true);
  });
}

}  // namespace gloss::kernels
