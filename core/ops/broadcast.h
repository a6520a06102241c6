#pragma once

#include "core/autograd.h"

namespace gloss {

// sum[shape of the operand] += x[shape of the result], over the axes along which the operand was
// repeated.
void sum_to(const Tensor& x, const Shape& operand, real* sum);

// Lets `add` add the gradient of input i in the result's shape, and brings it to the operand's:
// directly where the shapes agree, through a sum where the operand was repeated. Nothing if the
// input needs none.
template <class F>
void add_reduced(const Gradients& g, size_t i, const Shape& operand, const Shape& result,
                 const F& add) {
  if (operand == result) {
    if (const kernels::Sum dx = g.sum(i); dx.data) add(dx);
  } else if (real* dx = g.input(i)) {
    const Tensor whole(result);
    add(kernels::Sum{whole.data(), false});
    sum_to(whole, operand, dx);
  }
}

}  // namespace gloss
