#pragma once

#include <array>
#include <cstdint>

#include "core/gradient_buffer.h"
#include "core/real.h"
#include "core/shape.h"

// Copies: rows by index, blocks at a stride, and axes in another order.
namespace gloss::kernels {

// y[i, :] = x[rows[i], :] for i in [0, count), rows of `width` elements; 0 if rows[i] < 0.
// dx[rows[i], :] += dy[i, :]
void gather_forward(const real* x, const int32_t* rows, int64_t count, int64_t width, real* y);
void gather_backward(const real* dy, const int32_t* rows, int64_t count, int64_t width, real* dx);

// `count` blocks of `width` elements: block i goes from i * from_stride to i * to_stride.
struct Blocks {
  int64_t count, width, from_stride, to_stride;
};
void copy_blocks(const real* from, real* to, const Blocks& blocks);
void add_blocks(const real* from, GradientBuffer to, const Blocks& blocks);

// y[i, j, k, l] = x at i * strides[0] + j * strides[1] + k * strides[2] + l * strides[3], y being
// contiguous. Fewer than four axes have lengths of 1 in front.
struct Permutation {
  std::array<int64_t, Shape::kMaxRank> lengths, strides;
};
void permute_forward(const real* x, const Permutation& order, real* y);
void permute_backward(const real* dy, const Permutation& order, GradientBuffer dx);

}  // namespace gloss::kernels
