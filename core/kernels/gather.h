#pragma once

#include <array>
#include <cstdint>

#include "core/real.h"
#include "core/shape.h"

// Moving numbers about: rows by index, blocks, and axes in another order.
namespace gloss::kernels {

// y[i, :] = x[rows[i], :] for i in [0, count), rows of `width` elements.
void gather_forward(const real* x, const int32_t* rows, int64_t count, int64_t width, real* y);
void gather_backward(const real* dy, const int32_t* rows, int64_t count, int64_t width, real* dx);

// `count` blocks of `width` elements, each from_step or to_step after the one before.
void copy_blocks(const real* from, int64_t from_step, int64_t count, int64_t width, real* to,
                 int64_t to_step);
void add_blocks(const real* from, int64_t from_step, int64_t count, int64_t width, real* to,
                int64_t to_step);

// y is contiguous with the given lengths (4 of them, padded in front with 1); its element
// [i, j, k, l] is x at i * steps[0] + j * steps[1] + ...
using Axes = std::array<int64_t, Shape::kMaxRank>;
void permute_forward(const real* x, const Axes& lengths, const Axes& steps, real* y);
void permute_backward(const real* dy, const Axes& lengths, const Axes& steps, real* dx);

}  // namespace gloss::kernels
