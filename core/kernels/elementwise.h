#pragma once

#include <array>
#include <cstdint>

#include "core/kernels/sum.h"
#include "core/real.h"
#include "core/shape.h"

// Loops over elements: pointers and sizes only. Each forward overwrites y; each backward computes
// dx (+)= its part. Equations stand in core/ops.h.
namespace gloss::kernels {

void accumulate(const real* x, real* sum, int64_t n);                    // sum += x
void add_scaled(const real* x, real factor, const Sum& sum, int64_t n);  // sum (+)= factor x
void scale(const real* x, real factor, real* y, int64_t n);              // y = factor x
void offset(const real* x, real amount, real* y, int64_t n);             // y = x + amount

// How two operands meet in a broadcast result: the result's dimensions, adjacent ones merged where
// both operands allow it, with each operand's step along them (0 where it repeats).
struct Broadcast {
  Broadcast(const Shape& a, const Shape& b, const Shape& y);
  std::array<int64_t, Shape::kMaxRank> lengths, a_steps, b_steps;
  int rank = 0;
  int64_t size = 1;
};

enum class Binary { kAdd, kSub, kMul, kDiv, kMinimum, kMaximum, kGreater, kEqual };
void binary_forward(Binary op, const Broadcast& shape, const real* a, const real* b, real* y);

// da or db, in the shape of the result (the caller sums over what was broadcast): the partial
// derivative times dy. Where minimum or maximum is tied, a gets all of it.
void binary_backward_a(Binary op, const Broadcast& shape, const real* a, const real* b,
                       const real* dy, const Sum& da);
void binary_backward_b(Binary op, const Broadcast& shape, const real* a, const real* b,
                       const real* dy, const Sum& db);

void exp_forward(const real* x, real* y, int64_t n);
void exp_backward(const real* y, const real* dy, const Sum& dx, int64_t n);
void log_forward(const real* x, real* y, int64_t n);
void log_backward(const real* x, const real* dy, const Sum& dx, int64_t n);
void sqrt_forward(const real* x, real* y, int64_t n);
void sqrt_backward(const real* y, const real* dy, const Sum& dx, int64_t n);
void pow_forward(const real* x, real exponent, real* y, int64_t n);
void pow_backward(const real* x, real exponent, const real* dy, const Sum& dx, int64_t n);
void abs_forward(const real* x, real* y, int64_t n);
void abs_backward(const real* x, const real* dy, const Sum& dx, int64_t n);
void clamp_forward(const real* x, real low, real high, real* y, int64_t n);
void clamp_backward(const real* x, real low, real high, const real* dy, const Sum& dx, int64_t n);
void tanh_forward(const real* x, real* y, int64_t n);
void tanh_backward(const real* y, const real* dy, const Sum& dx, int64_t n);
void sigmoid_forward(const real* x, real* y, int64_t n);
void sigmoid_backward(const real* y, const real* dy, const Sum& dx, int64_t n);
void relu_forward(const real* x, real* y, int64_t n);
void relu_backward(const real* y, const real* dy, const Sum& dx, int64_t n);
void gelu_forward(const real* x, real* y, int64_t n);
void gelu_backward(const real* x, const real* dy, const Sum& dx, int64_t n);
void silu_forward(const real* x, real* y, int64_t n);
void silu_backward(const real* x, const real* dy, const Sum& dx, int64_t n);

void where_forward(const real* condition, const real* a, const real* b, real* y, int64_t n);
void where_backward(const real* condition, const real* dy, const Sum& da, const Sum& db, int64_t n);

// y = x / (1 - p) where 16 random bits of the stream, as a number in [0, 1), are at least p, else
// 0. kept[i], 1 or 0, says which for the backward pass: drawing again would cost more than a byte.
struct Rate {
  real p;
  uint64_t seed, stream, first_block;
};
void dropout_forward(const real* x, const Rate& rate, real* y, uint8_t* kept, int64_t n);
// The same, added to base.
void add_dropout_forward(const real* base, const real* x, const Rate& rate, real* y, uint8_t* kept,
                         int64_t n);
void dropout_backward(const real* dy, real p, const uint8_t* kept, const Sum& dx, int64_t n);

}  // namespace gloss::kernels
