#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

#include "core/real.h"

namespace gloss::kernels {

// Functions for inner loops, inlined and without branches, so that the compiler vectorises them.
// libm computes one element per call; the double build, which exists to check gradients, calls it.
//
// The largest errors, in ulp (tests/core/kernels/math_test.cpp):
//
//                                exp    tanh   sigmoid   log    gelu   gelu_slope
//   with fused multiply-adds     0.92   1.32   1.88      0.87   0.64   1.31, but see there
//   without                      1.19   1.32   2.00      0.87   0.64   1.31
//
// A fitted polynomial minimises the largest relative error of the result among polynomials of its
// degree: weighted least squares in 60 digits, reweighted by the errors until the peaks are level
// (Lawson's iteration).

inline double exp(double x) {
  return std::exp(x);
}
inline double tanh(double x) {
  return std::tanh(x);
}
inline double sigmoid(double x) {
  return 1 / (1 + std::exp(-x));
}
inline double log(double x) {
  return std::log(x);
}
inline double gelu(double x) {
  return 0.5 * x * std::erfc(-0.70710678118654752440 * x);
}
inline double gelu_slope(double x) {
  return 0.5 * std::erfc(-0.70710678118654752440 * x) +
         0.39894228040143267794 * x * std::exp(-0.5 * x * x);
}

// first x^n + second x^(n - 1) + ... by Horner's rule.
template <class T, class... Rest>
[[gnu::always_inline]] inline T polynomial(T x, T first, Rest... rest) {
  ((first = first * x + static_cast<T>(rest)), ...);
  return first;
}

// exp(x) = exp(r) 2^n, n = round(x / ln 2), |r| <= ln(2) / 2, exp(r) by its Taylor series to r^7
// (the remainder, r^8 / 8!, is below a tenth of an ulp).
struct SplitExp {
  float of_rest;  // exp(r)
  int32_t n;
};

[[gnu::always_inline]] inline SplitExp split_exp(float x) {
  constexpr float kLog2e = 1.44269504f;
  constexpr float kLn2High = 0.693359375f, kLn2Low = -2.12194440e-4f;  // Cody and Waite's split
  constexpr float kShift = 0x1.8p23f;  // adding it rounds to an integer, kept in the low bits
  const float shifted = x * kLog2e + kShift;
  const float n = shifted - kShift;
  const float r = (x - n * kLn2High) - n * kLn2Low;
  return {polynomial(r, 1.0f / 5040, 1.0f / 720, 1.0f / 120, 1.0f / 24, 1.0f / 6, 0.5f, 1, 1),
          std::bit_cast<int32_t>(shifted) - std::bit_cast<int32_t>(kShift)};
}

// 2^n for -126 <= n <= 127, the exponents of a float.
[[gnu::always_inline]] inline float power_of_two(int32_t n) {
  return std::bit_cast<float>((n + 127) << 23);
}

[[gnu::always_inline]] inline float exp(float x) {
  x = x < -104 ? -104.0f : x;  // exp(-104) rounds to 0 and exp(89) to infinity; NaN passes
  x = x > 89 ? 89.0f : x;
  const auto [of_rest, n] = split_exp(x);
  const int32_t half = n >> 1;  // two factors, since n runs from -150 to 128
  return of_rest * power_of_two(half) * power_of_two(n - half);
}

// Near zero an odd polynomial keeps the relative error small (coefficients of Moshier's Cephes,
// tanhf.c); elsewhere 1 - 2 / (exp(2 |x|) + 1) with the sign of x, which rounds to 1 from 10 on.
[[gnu::always_inline]] inline float tanh(float x) {
  const float size = std::abs(x);
  const float z = x * x;
  const float p = polynomial(z, -5.70498872745e-3f, 2.06390887954e-2f, -5.37397155531e-2f,
                             1.33314422036e-1f, -3.33332819422e-1f);
  const float near = size + size * z * p;
  const auto [of_rest, n] = split_exp(2 * (size > 10 ? 10.0f : size));
  const float far = 1 - 2 / (of_rest * power_of_two(n) + 1);
  return std::copysign(size < 0.625f ? near : far, x);
}

// 1 / (1 + exp(-x)), from e = exp(-|x|) so that nothing overflows. For negative x, the rounding
// error of 1 + e is worth an ulp where the result is just below a power of two, so it is corrected.
[[gnu::always_inline]] inline float sigmoid(float x) {
  const float e = exp(-std::abs(x));
  const float denominator = 1 + e;
  const float lost = x < 0 ? e - (denominator - 1) : 0.0f;
  const float y = (x < 0 ? e : 1.0f) / denominator;
  return y - y * lost;
}

// log(x) = e ln 2 + log(1 + f), where 1 + f is the significand, between sqrt(1/2) and sqrt(2), and
// log(1 + f) = f - f^2 / 2 + f^3 p(f), p being fitted with a relative error of log(1 + f) of 2^-27.
[[gnu::always_inline]] inline float log(float x) {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  constexpr float kLn2High = 0.693359375f, kLn2Low = -2.12194440e-4f;  // e kLn2High is exact
  constexpr uint32_t kSqrtHalf = 0x3f3504f3;
  const bool subnormal = x < std::numeric_limits<float>::min();
  const uint32_t bits = std::bit_cast<uint32_t>(subnormal ? x * 0x1p23f : x) - kSqrtHalf;
  const float e = static_cast<float>((static_cast<int32_t>(bits) >> 23) - (subnormal ? 23 : 0));
  const float f = std::bit_cast<float>((bits & 0x7fffff) + kSqrtHalf) - 1;
  const float p = polynomial(f, -0.0763528568f, 0.127620493f, -0.131600940f, 0.142016812f,
                             -0.166233604f, 0.200012310f, -0.250008209f, 0.333333317f);
  const float square = f * f;
  const float rest = square * f * p + e * kLn2Low - 0.5f * square;
  const float y = (f + rest) + e * kLn2High;
  const float finite = x > 0 ? y : x == 0 ? -kInfinity : std::numeric_limits<float>::quiet_NaN();
  return x == kInfinity ? kInfinity : finite;
}

// The tail of the standard normal distribution at a = |x|: density = exp(-a^2 / 2) = phi(a) sqrt(2
// pi) and ratio = Phi(-a) / density, which is accurate where 1 - Phi(a) cancels.
struct NormalTail {
  double a, density, ratio;
};

// Computed in double, where a^2 is exact: rounding a^2 to float would cost dozens of ulp of the
// density. The density is 2^n 2^f with 2^f fitted to 2^-29 for |f| <= 1/2. The ratio is the
// quotient over / under, fitted to 2^-27 for a <= 15. Beyond 15 the values are those at 15: a
// Phi(-a) and a phi(a) are below half the smallest float there.
[[gnu::always_inline]] inline NormalTail normal_tail(float x) {
  constexpr double kShift = 0x1.8p52 + 1023;  // leaves n + 1023, 2^n's exponent, in the low bits
  const double size = std::abs(static_cast<double>(x));
  const double a = size > 15 ? 15.0 : size;          // NaN passes
  const double u = a * a * -0.72134752044448170368;  // log2(density), by 1 / (2 ln 2)
  const double shifted = u + kShift;
  const double f = u - (shifted - kShift);
  const double power = polynomial(f, 0.0001534594582, 0.00133999440429, 0.00961848848822,
                                  0.055503287437, 0.240226468951, 0.693147205752, 1.00000000055);
  const double over = polynomial(a, 0.00415325276732, 0.0408812672218, 0.183969524264,
                                 0.439283906867, 0.500000003146);
  const double under = polynomial(a, 0.0104105491543, 0.102480256808, 0.471409723098, 1.20554981254,
                                  1.67645282061, 1);
  return {a, power * std::bit_cast<double>(std::bit_cast<uint64_t>(shifted) << 52), over / under};
}

// x Phi(x), computed as x - x Phi(-x) for positive x. Zero for x <= -14.36, also at -infinity.
[[gnu::always_inline]] inline float gelu(float x) {
  const NormalTail tail = normal_tail(x);
  const double lost = tail.a * tail.ratio * tail.density;
  return static_cast<float>(x > 0 ? x - lost : -lost);
}

// Its derivative, Phi(x) + x phi(x). Near its zero at -0.7518, between -0.8 and -0.7, the error is
// absolute: up to 2.4e-9.
[[gnu::always_inline]] inline float gelu_slope(float x) {
  constexpr double kDensity = 0.39894228040143267794;  // 1 / sqrt(2 pi)
  const NormalTail tail = normal_tail(x);
  const double below = tail.density * (tail.ratio - kDensity * tail.a);
  return static_cast<float>(x > 0 ? 1 - below : below);
}

}  // namespace gloss::kernels
