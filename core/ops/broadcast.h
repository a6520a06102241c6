#pragma once

#include "core/autograd.h"
#include "core/kernels/elementwise.h"

namespace gloss {

// Adds x, which has the shape of a result, to `sum`, which has the shape of an operand: sums over
// the axes along which the operand was repeated.
void sum_to(const Tensor& x, const Shape& operand, GradientBuffer sum);

// Calls add(dx) to add the gradient of input i, which has the shape of the result. If the operand
// was repeated, dx is a temporary buffer that is then summed to the operand's shape. Does nothing
// if the input needs no gradient.
template <class F>
void add_reduced(const Gradients& g, size_t i, const Shape& operand, const Shape& result,
                 const F& add) {
  GradientBuffer dx = g.input(i);
  if (!dx) return;
  if (operand == result) {
    add(dx);
  } else {
    const Tensor whole(result);
    add(GradientBuffer{whole.data(), whole.size(), false});
    sum_to(whole, operand, dx);
  }
}

// The same for a gradient of factor dy.
inline void add_scaled_reduced(const Gradients& g, size_t i, const Shape& operand,
                               const Shape& result, real factor) {
  add_reduced(g, i, operand, result,
              [&](GradientBuffer dx) { kernels::add_scaled(g.output(), factor, dx); });
}

}  // namespace gloss
