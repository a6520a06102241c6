#pragma once

#include "core/tensor.h"

namespace gloss {

// sum[shape of the operand] += x[shape of the result], over the axes along which the operand was
// repeated.
void sum_to(const Tensor& x, const Shape& operand, real* sum);

// Lets `add` add a gradient in the result's shape, and brings it to the operand's: directly where
// the shapes agree, through a sum where the operand was repeated. Nothing if dx is null.
template <class F>
void add_reduced(real* dx, const Shape& operand, const Shape& result, const F& add) {
  if (dx == nullptr) return;
  if (operand == result) return add(dx);
  const Tensor whole = Tensor::zeros(result);
  add(whole.data());
  sum_to(whole, operand, dx);
}

}  // namespace gloss
