#include <algorithm>
#include <cmath>

#include "core/autograd.h"
#include "core/check.h"
#include "core/kernels/elementwise.h"
#include "core/kernels/math.h"
#include "core/ops.h"

namespace gloss {
namespace {

// What the backward pass of a function of one tensor reads, named v below.
enum class Saves { kInput, kResult };

// y = f(x) elementwise, dx += gradient(v, dy).
template <class F, class G>
Tensor unary(const char* name, const Tensor& x, Saves saves, const F& f, const G& gradient) {
  Tensor y(x.shape());
  kernels::for_each(y.size(),
                    [f, from = x.data(), to = y.data()](int64_t i) { to[i] = f(from[i]); });
  const Tensor& saved = saves == Saves::kInput ? x : y;
  return record(name, y, {x}, [saved = saved.detach(), gradient](const Gradients& g) {
    g.input(0).add_each(
        [gradient, v = saved.data(), dy = g.output()](int64_t i) { return gradient(v[i], dy[i]); });
  });
}

}  // namespace

Tensor exp(const Tensor& x) {
  return unary(
      "exp", x, Saves::kResult, [](real v) { return kernels::exp(v); },
      [](real y, real dy) { return y * dy; });
}
Tensor log(const Tensor& x) {
  return unary(
      "log", x, Saves::kInput, [](real v) { return kernels::log(v); },
      [](real v, real dy) { return dy / v; });
}
Tensor sqrt(const Tensor& x) {
  return unary(
      "sqrt", x, Saves::kResult, [](real v) { return std::sqrt(v); },
      [](real y, real dy) { return dy / (2 * y); });
}
Tensor abs(const Tensor& x) {
  return unary(
      "abs", x, Saves::kInput, [](real v) { return std::abs(v); },
      [](real v, real dy) { return dy * real((v > 0) - (v < 0)); });
}
Tensor tanh(const Tensor& x) {
  return unary(
      "tanh", x, Saves::kResult, [](real v) { return kernels::tanh(v); },
      [](real y, real dy) { return (1 - y * y) * dy; });
}
Tensor sigmoid(const Tensor& x) {
  return unary(
      "sigmoid", x, Saves::kResult, [](real v) { return kernels::sigmoid(v); },
      [](real y, real dy) { return y * (1 - y) * dy; });
}
Tensor relu(const Tensor& x) {
  return unary(
      "relu", x, Saves::kResult, [](real v) { return v < 0 ? real(0) : v; },
      [](real y, real dy) { return y > 0 ? dy : real(0); });
}
Tensor gelu(const Tensor& x) {
  return unary(
      "gelu", x, Saves::kInput, [](real v) { return kernels::gelu(v); },
      [](real v, real dy) { return kernels::gelu_slope(v) * dy; });
}
Tensor silu(const Tensor& x) {
  return unary(
      "silu", x, Saves::kInput, [](real v) { return v * kernels::sigmoid(v); },
      [](real v, real dy) {
        const real s = kernels::sigmoid(v);
        return s * (1 + v * (1 - s)) * dy;
      });
}
Tensor pow(const Tensor& x, real exponent) {
  return unary(
      "pow", x, Saves::kInput, [=](real v) { return std::pow(v, exponent); },
      [=](real v, real dy) {
        // The general formula would be 0 times infinity at v = 0.
        return exponent == 0 ? real(0) : exponent * std::pow(v, exponent - 1) * dy;
      });
}
Tensor clamp(const Tensor& x, real low, real high) {
  check(low <= high, "clamp", "low must not exceed high: low is ", low, ", high is ", high,
        ", x is ", x.shape());
  return unary(
      "clamp", x, Saves::kInput, [=](real v) { return std::clamp(v, low, high); },
      [=](real v, real dy) { return v < low || v > high ? real(0) : dy; });
}

}  // namespace gloss
