#include "core/kernels/elementwise.h"

#include <cmath>
#include <utility>

#include "core/autograd.h"
#include "core/check.h"
#include "core/ops.h"
#include "core/ops/broadcast.h"

namespace gloss {
namespace {

using kernels::Binary;

Tensor binary(const char* name, Binary op, const Tensor& a, const Tensor& b) {
  Tensor y(broadcast(name, a.shape(), b.shape()));
  const kernels::Broadcast shape(a.shape(), b.shape(), y.shape());
  kernels::binary_forward(op, shape, a.data(), b.data(), y.data());
  // The backward pass of a sum or difference reads no operands, so they are not kept.
  const bool keep = op != Binary::kAdd && op != Binary::kSub;
  return record(
      name, y, {a, b},
      [op, shape, y_shape = y.shape(), a_shape = a.shape(), b_shape = b.shape(),
       a = keep ? a.detach() : Tensor(), b = keep ? b.detach() : Tensor()](const Gradients& g) {
        add_reduced(g, 0, a_shape, y_shape, [&](GradientBuffer da) {
          kernels::binary_backward_a(op, shape, a.data(), b.data(), g.output(), da);
        });
        add_reduced(g, 1, b_shape, y_shape, [&](GradientBuffer db) {
          kernels::binary_backward_b(op, shape, a.data(), b.data(), g.output(), db);
        });
      });
}

// What the backward pass of a function of one tensor reads.
enum class Saves { kInput, kResult };

template <class Forward, class Backward>
Tensor unary(const char* name, const Tensor& x, Saves saves, const Forward& forward,
             Backward backward) {
  Tensor y(x.shape());
  forward(x.data(), y.data(), y.size());
  const Tensor& saved = saves == Saves::kInput ? x : y;
  return record(name, y, {x}, [saved = saved.detach(), backward](const Gradients& g) {
    if (const GradientBuffer dx = g.input(0)) backward(saved.data(), g.output(), dx);
  });
}

Tensor scaled(const char* name, const Tensor& x, real factor) {
  Tensor y(x.shape());
  kernels::scale(x.data(), factor, y.data(), y.size());
  return record(name, y, {x}, [factor](const Gradients& g) {
    kernels::add_scaled(g.output(), factor, g.input(0));
  });
}

Tensor offset(const char* name, const Tensor& x, real amount) {
  Tensor y(x.shape());
  kernels::offset(x.data(), amount, y.data(), y.size());
  return record(name, y, {x},
                [](const Gradients& g) { kernels::add_scaled(g.output(), 1, g.input(0)); });
}

}  // namespace

Tensor operator+(const Tensor& a, const Tensor& b) {
  return binary("add", Binary::kAdd, a, b);
}
Tensor operator-(const Tensor& a, const Tensor& b) {
  return binary("sub", Binary::kSub, a, b);
}
Tensor operator*(const Tensor& a, const Tensor& b) {
  return binary("mul", Binary::kMul, a, b);
}
Tensor operator/(const Tensor& a, const Tensor& b) {
  return binary("div", Binary::kDiv, a, b);
}
Tensor minimum(const Tensor& a, const Tensor& b) {
  return binary("minimum", Binary::kMinimum, a, b);
}
Tensor maximum(const Tensor& a, const Tensor& b) {
  return binary("maximum", Binary::kMaximum, a, b);
}

Tensor operator-(const Tensor& x) {
  return scaled("neg", x, -1);
}
Tensor operator+(const Tensor& x, real c) {
  return offset("add", x, c);
}
Tensor operator+(real c, const Tensor& x) {
  return offset("add", x, c);
}
Tensor operator-(const Tensor& x, real c) {
  return offset("sub", x, -c);
}
Tensor operator-(real c, const Tensor& x) {
  return offset("sub", -x, c);
}
Tensor operator*(const Tensor& x, real c) {
  return scaled("mul", x, c);
}
Tensor operator*(real c, const Tensor& x) {
  return scaled("mul", x, c);
}
Tensor operator/(const Tensor& x, real c) {
  return x / Tensor::scalar(c);
}
Tensor operator/(real c, const Tensor& x) {
  return Tensor::scalar(c) / x;
}

Tensor greater(const Tensor& a, const Tensor& b) {
  return binary("greater", Binary::kGreater, a.detach(), b.detach());
}
Tensor less(const Tensor& a, const Tensor& b) {
  return greater(b, a);
}
Tensor equal(const Tensor& a, const Tensor& b) {
  return binary("equal", Binary::kEqual, a.detach(), b.detach());
}

Tensor where(const Tensor& condition, const Tensor& a, const Tensor& b) {
  const Shape shape =
      broadcast("where", condition.shape(), broadcast("where", a.shape(), b.shape()));
  const Tensor c = expand(condition.detach(), shape), u = expand(a, shape), v = expand(b, shape);
  Tensor y(shape);
  kernels::where_forward(c.data(), u.data(), v.data(), y.data(), y.size());
  return record("where", y, {u, v}, [c](const Gradients& g) {
    kernels::where_backward(c.data(), g.output(), g.input(0), g.input(1));
  });
}

Tensor exp(const Tensor& x) {
  return unary("exp", x, Saves::kResult, kernels::exp_forward, kernels::exp_backward);
}
Tensor log(const Tensor& x) {
  return unary("log", x, Saves::kInput, kernels::log_forward, kernels::log_backward);
}
Tensor sqrt(const Tensor& x) {
  return unary("sqrt", x, Saves::kResult, kernels::sqrt_forward, kernels::sqrt_backward);
}
Tensor abs(const Tensor& x) {
  return unary("abs", x, Saves::kInput, kernels::abs_forward, kernels::abs_backward);
}
Tensor tanh(const Tensor& x) {
  return unary("tanh", x, Saves::kResult, kernels::tanh_forward, kernels::tanh_backward);
}
Tensor sigmoid(const Tensor& x) {
  return unary("sigmoid", x, Saves::kResult, kernels::sigmoid_forward, kernels::sigmoid_backward);
}
Tensor relu(const Tensor& x) {
  return unary("relu", x, Saves::kResult, kernels::relu_forward, kernels::relu_backward);
}
Tensor gelu(const Tensor& x) {
  return unary("gelu", x, Saves::kInput, kernels::gelu_forward, kernels::gelu_backward);
}
Tensor silu(const Tensor& x) {
  return unary("silu", x, Saves::kInput, kernels::silu_forward, kernels::silu_backward);
}

Tensor pow(const Tensor& x, real exponent) {
  return unary(
      "pow", x, Saves::kInput,
      [=](const real* in, real* y, int64_t n) { kernels::pow_forward(in, exponent, y, n); },
      [=](const real* in, const real* dy, GradientBuffer dx) {
        kernels::pow_backward(in, exponent, dy, dx);
      });
}

Tensor clamp(const Tensor& x, real low, real high) {
  check(low <= high, "clamp", "low must not exceed high: low is ", low, ", high is ", high,
        ", x is ", x.shape());
  return unary(
      "clamp", x, Saves::kInput,
      [=](const real* in, real* y, int64_t n) { kernels::clamp_forward(in, low, high, y, n); },
      [=](const real* in, const real* dy, GradientBuffer dx) {
        kernels::clamp_backward(in, low, high, dy, dx);
      });
}

}  // namespace gloss
