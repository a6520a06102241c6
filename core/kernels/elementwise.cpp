#include "core/kernels/elementwise.h"

#include <cmath>

#include "core/kernels/loop.h"
#include "core/kernels/math.h"
#include "core/random.h"

namespace gloss::kernels {

void accumulate(const real* x, real* sum, int64_t n) {
  for_each(n, [=](int64_t i) { sum[i] += x[i]; });
}

void add_scaled(const real* x, real factor, GradientBuffer sum) {
  sum.add_each([=](int64_t i) { return factor * x[i]; });
}

void scale(const real* x, real factor, real* y, int64_t n) {
  for_each(n, [=](int64_t i) { y[i] = factor * x[i]; });
}

void offset(const real* x, real amount, real* y, int64_t n) {
  for_each(n, [=](int64_t i) { y[i] = x[i] + amount; });
}

void exp_forward(const real* x, real* y, int64_t n) {
  for_each(n, [=](int64_t i) { y[i] = exp(x[i]); });
}

void exp_backward(const real* y, const real* dy, GradientBuffer dx) {
  dx.add_each([=](int64_t i) { return y[i] * dy[i]; });
}

void log_forward(const real* x, real* y, int64_t n) {
  for_each(n, [=](int64_t i) { y[i] = log(x[i]); });
}

void log_backward(const real* x, const real* dy, GradientBuffer dx) {
  dx.add_each([=](int64_t i) { return dy[i] / x[i]; });
}

void sqrt_forward(const real* x, real* y, int64_t n) {
  for_each(n, [=](int64_t i) { y[i] = std::sqrt(x[i]); });
}

void sqrt_backward(const real* y, const real* dy, GradientBuffer dx) {
  dx.add_each([=](int64_t i) { return dy[i] / (2 * y[i]); });
}

void pow_forward(const real* x, real exponent, real* y, int64_t n) {
  for_each(n, [=](int64_t i) { y[i] = std::pow(x[i], exponent); });
}

void pow_backward(const real* x, real exponent, const real* dy, GradientBuffer dx) {
  // The general formula would be 0 times infinity at x = 0.
  if (exponent == 0) return dx.add_each([](int64_t) { return real(0); });
  dx.add_each([=](int64_t i) { return exponent * std::pow(x[i], exponent - 1) * dy[i]; });
}

void abs_forward(const real* x, real* y, int64_t n) {
  for_each(n, [=](int64_t i) { y[i] = std::abs(x[i]); });
}

void abs_backward(const real* x, const real* dy, GradientBuffer dx) {
  dx.add_each([=](int64_t i) { return x[i] > 0 ? dy[i] : x[i] < 0 ? -dy[i] : real(0); });
}

void clamp_forward(const real* x, real low, real high, real* y, int64_t n) {
  for_each(n, [=](int64_t i) { y[i] = x[i] < low ? low : x[i] > high ? high : x[i]; });
}

void clamp_backward(const real* x, real low, real high, const real* dy, GradientBuffer dx) {
  dx.add_each([=](int64_t i) { return x[i] < low || x[i] > high ? real(0) : dy[i]; });
}

void tanh_forward(const real* x, real* y, int64_t n) {
  for_each(n, [=](int64_t i) { y[i] = tanh(x[i]); });
}

void tanh_backward(const real* y, const real* dy, GradientBuffer dx) {
  dx.add_each([=](int64_t i) { return (1 - y[i] * y[i]) * dy[i]; });
}

void sigmoid_forward(const real* x, real* y, int64_t n) {
  for_each(n, [=](int64_t i) { y[i] = sigmoid(x[i]); });
}

void sigmoid_backward(const real* y, const real* dy, GradientBuffer dx) {
  dx.add_each([=](int64_t i) { return y[i] * (1 - y[i]) * dy[i]; });
}

void relu_forward(const real* x, real* y, int64_t n) {
  for_each(n, [=](int64_t i) { y[i] = x[i] < 0 ? real(0) : x[i]; });
}

void relu_backward(const real* y, const real* dy, GradientBuffer dx) {
  dx.add_each([=](int64_t i) {
    const real d = dy[i];
    return y[i] > 0 ? d : real(0);
  });
}

void gelu_forward(const real* x, real* y, int64_t n) {
  for_each(n, [=](int64_t i) { y[i] = gelu(x[i]); });
}

void gelu_backward(const real* x, const real* dy, GradientBuffer dx) {
  dx.add_each([=](int64_t i) { return gelu_slope(x[i]) * dy[i]; });
}

void silu_forward(const real* x, real* y, int64_t n) {
  for_each(n, [=](int64_t i) { y[i] = x[i] * sigmoid(x[i]); });
}

void silu_backward(const real* x, const real* dy, GradientBuffer dx) {
  dx.add_each([=](int64_t i) {
    const real s = sigmoid(x[i]);
    return s * (1 + x[i] * (1 - s)) * dy[i];
  });
}

void where_forward(const real* condition, const real* a, const real* b, real* y, int64_t n) {
  for_each(n, [=](int64_t i) { y[i] = condition[i] != 0 ? a[i] : b[i]; });
}

void where_backward(const real* condition, const real* dy, GradientBuffer da, GradientBuffer db) {
  da.add_each([=](int64_t i) { return condition[i] != 0 ? dy[i] : real(0); });
  db.add_each([=](int64_t i) { return condition[i] != 0 ? real(0) : dy[i]; });
}

namespace {

// Calls store(i, value) for each element of the result, and writes the keep-mask.
template <class Store>
void drop(const real* x, const DropoutRate& rate, uint8_t* mask, int64_t n, const Store& store) {
  const Rng rng{rate.seed, rate.stream};
  const uint64_t first_block = rate.first_block;
  const auto threshold = static_cast<uint32_t>(std::ceil(static_cast<double>(rate.p) * 0x1p16));
  const real factor = 1 / (1 - rate.p);
  // Everything is captured by value: a byte store may alias whatever a reference leads to, and the
  // compiler would not vectorise.
  parallel_for(n, kGrain, [=](int64_t begin, int64_t end) {
    constexpr int64_t kWords = 1024;  // random words drawn at a time, two elements each
    uint32_t words[kWords];
    for (int64_t from = begin; from < end; from += 2 * kWords) {
      const int64_t count = std::min(2 * kWords, end - from), half = (count + 1) / 2;
      rng.blocks(first_block + static_cast<uint64_t>(from / 8), (half + 3) / 4, words);
      const auto apply = [=](int64_t i, uint32_t number) {
        const real scaled = factor * x[i];
        mask[i] = number >= threshold;
        store(i, number >= threshold ? scaled : real(0));
      };
      // The low halves of the words decide the first half of the elements, the high halves the
      // rest.
#pragma omp simd
      for (int64_t j = 0; j < half; ++j)
        apply(from + j, words[j] & 0xFFFF);
#pragma omp simd
      for (int64_t j = 0; j < count - half; ++j)
        apply(from + half + j, words[j] >> 16);
    }
  });
}

}  // namespace

void dropout_forward(const real* x, const DropoutRate& rate, real* y, uint8_t* mask, int64_t n) {
  drop(x, rate, mask, n, [=](int64_t i, real value) { y[i] = value; });
}

void add_dropout_forward(const real* base, const real* x, const DropoutRate& rate, real* y,
                         uint8_t* mask, int64_t n) {
  drop(x, rate, mask, n, [=](int64_t i, real value) { y[i] = base[i] + value; });
}

void dropout_backward(const real* dy, real p, const uint8_t* mask, GradientBuffer dx) {
  const real factor = 1 / (1 - p);
  dx.add_each([=](int64_t i) {
    const real d = factor * dy[i];
    return mask[i] ? d : real(0);
  });
}

}  // namespace gloss::kernels
