#pragma once

#include <array>
#include <cstdint>

#include "core/gradient_buffer.h"
#include "core/real.h"
#include "core/shape.h"

// Elementwise loops over contiguous arrays of n numbers. A forward function overwrites y; a
// backward function adds its part of dL/dx to dx. The equations stand in core/ops.h.
namespace gloss::kernels {

void accumulate(const real* x, real* sum, int64_t n);             // sum += x
void add_scaled(const real* x, real factor, GradientBuffer sum);  // sum += factor x
void scale(const real* x, real factor, real* y, int64_t n);       // y = factor x
void offset(const real* x, real amount, real* y, int64_t n);      // y = x + amount

// How two operands broadcast to a result. Adjacent axes of the result are merged where both
// operands allow it; axis 0 is the innermost. A stride of 0 repeats the operand along the axis:
//
//   a [2, 3, 5], b [5]   ->  lengths 5, 6   a_strides 1, 5   b_strides 1, 0
struct Broadcast {
  Broadcast(const Shape& a, const Shape& b, const Shape& y);
  std::array<int64_t, Shape::kMaxRank> lengths, a_strides, b_strides;
  int rank = 0;
  int64_t size = 1;  // of the result
};

enum class Binary { kAdd, kSub, kMul, kDiv, kMinimum, kMaximum, kGreater, kEqual };
void binary_forward(Binary op, const Broadcast& shape, const real* a, const real* b, real* y);

// The partial derivative by a or b times dy, in the shape of the result; the caller sums it over
// the axes along which the operand was repeated. Where minimum or maximum is tied, all of dy goes
// to a.
void binary_backward_a(Binary op, const Broadcast& shape, const real* a, const real* b,
                       const real* dy, GradientBuffer da);
void binary_backward_b(Binary op, const Broadcast& shape, const real* a, const real* b,
                       const real* dy, GradientBuffer db);

void exp_forward(const real* x, real* y, int64_t n);
void exp_backward(const real* y, const real* dy, GradientBuffer dx);
void log_forward(const real* x, real* y, int64_t n);
void log_backward(const real* x, const real* dy, GradientBuffer dx);
void sqrt_forward(const real* x, real* y, int64_t n);
void sqrt_backward(const real* y, const real* dy, GradientBuffer dx);
void pow_forward(const real* x, real exponent, real* y, int64_t n);
void pow_backward(const real* x, real exponent, const real* dy, GradientBuffer dx);
void abs_forward(const real* x, real* y, int64_t n);
void abs_backward(const real* x, const real* dy, GradientBuffer dx);
void clamp_forward(const real* x, real low, real high, real* y, int64_t n);
void clamp_backward(const real* x, real low, real high, const real* dy, GradientBuffer dx);
void tanh_forward(const real* x, real* y, int64_t n);
void tanh_backward(const real* y, const real* dy, GradientBuffer dx);
void sigmoid_forward(const real* x, real* y, int64_t n);
void sigmoid_backward(const real* y, const real* dy, GradientBuffer dx);
void relu_forward(const real* x, real* y, int64_t n);
void relu_backward(const real* y, const real* dy, GradientBuffer dx);
void gelu_forward(const real* x, real* y, int64_t n);
void gelu_backward(const real* x, const real* dy, GradientBuffer dx);
void silu_forward(const real* x, real* y, int64_t n);
void silu_backward(const real* x, const real* dy, GradientBuffer dx);

void where_forward(const real* condition, const real* a, const real* b, real* y, int64_t n);
void where_backward(const real* condition, const real* dy, GradientBuffer da, GradientBuffer db);

// Dropout (Srivastava et al. 2014): y_i = x_i / (1 - p) if a random number u_i in [0, 1) is at
// least p, else 0. u_i has 16 bits and comes from the generator (seed, stream): a block of it gives
// eight. mask[i] is 1 where x_i is kept and 0 where it is dropped; the backward pass reads it,
// since drawing again costs more.
struct DropoutRate {
  real p;
  uint64_t seed, stream, first_block;
};
void dropout_forward(const real* x, const DropoutRate& rate, real* y, uint8_t* mask, int64_t n);
// y = base + dropout(x)
void add_dropout_forward(const real* base, const real* x, const DropoutRate& rate, real* y,
                         uint8_t* mask, int64_t n);
void dropout_backward(const real* dy, real p, const uint8_t* mask, GradientBuffer dx);

}  // namespace gloss::kernels
