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
  // What a sum's backward needs is shapes; only products keep their operands.
  const bool keep = op != Binary::kAdd && op != Binary::kSub;
  return record(
      name, y, {a, b},
      [op, shape, y_shape = y.shape(), a_shape = a.shape(), b_shape = b.shape(),
       a = keep ? a.detach() : Tensor(), b = keep ? b.detach() : Tensor()](const Gradients& g) {
        add_reduced(g, 0, a_shape, y_shape, [&](const kernels::Sum& da) {
          kernels::binary_backward_a(op, shape, a.data(), b.data(), g.output(), da);
        });
        add_reduced(g, 1, b_shape, y_shape, [&](const kernels::Sum& db) {
          kernels::binary_backward_b(op, shape, a.data(), b.data(), g.output(), db);
        });
      });
}

// An operation on one tensor whose backward reads the result or the input: `kept` is that tensor.
template <class Kernel>
Tensor unary(const char* name, const Tensor& x, const Tensor& y, const Tensor& kept,
             Kernel backward) {
  return record(name, y, {x}, [kept = kept.detach(), backward](const Gradients& g) {
    if (const kernels::Sum dx = g.sum(0); dx.data)
      backward(kept.data(), g.output(), dx, kept.size());
  });
}

Tensor scaled(const char* name, const Tensor& x, real factor) {
  Tensor y(x.shape());
  kernels::scale(x.data(), factor, y.data(), y.size());
  return record(name, y, {x}, [factor, n = y.size()](const Gradients& g) {
    if (const kernels::Sum dx = g.sum(0); dx.data) kernels::add_scaled(g.output(), factor, dx, n);
  });
}

Tensor offset(const char* name, const Tensor& x, real amount) {
  Tensor y(x.shape());
  kernels::offset(x.data(), amount, y.data(), y.size());
  return record(name, y, {x}, [n = y.size()](const Gradients& g) {
    if (const kernels::Sum dx = g.sum(0); dx.data) kernels::add_scaled(g.output(), 1, dx, n);
  });
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
    const kernels::Sum du = g.sum(0), dv = g.sum(1);  // in this order: they may be the same
    kernels::where_backward(c.data(), g.output(), du, dv, c.size());
  });
}

Tensor exp(const Tensor& x) {
  Tensor y(x.shape());
  kernels::exp_forward(x.data(), y.data(), y.size());
  return unary("exp", x, y, y, kernels::exp_backward);
}

Tensor log(const Tensor& x) {
  Tensor y(x.shape());
  kernels::log_forward(x.data(), y.data(), y.size());
  return unary("log", x, y, x, kernels::log_backward);
}

Tensor sqrt(const Tensor& x) {
  Tensor y(x.shape());
  kernels::sqrt_forward(x.data(), y.data(), y.size());
  return unary("sqrt", x, y, y, kernels::sqrt_backward);
}

Tensor pow(const Tensor& x, real exponent) {
  Tensor y(x.shape());
  kernels::pow_forward(x.data(), exponent, y.data(), y.size());
  return unary("pow", x, y, x,
               [exponent](const real* kept, const real* dy, const kernels::Sum& dx, int64_t n) {
                 kernels::pow_backward(kept, exponent, dy, dx, n);
               });
}

Tensor abs(const Tensor& x) {
  Tensor y(x.shape());
  kernels::abs_forward(x.data(), y.data(), y.size());
  return unary("abs", x, y, x, kernels::abs_backward);
}

Tensor clamp(const Tensor& x, real low, real high) {
  check(low <= high, "clamp", "low must not exceed high: low is ", low, ", high is ", high,
        ", x is ", x.shape());
  Tensor y(x.shape());
  kernels::clamp_forward(x.data(), low, high, y.data(), y.size());
  return unary("clamp", x, y, x,
               [=](const real* kept, const real* dy, const kernels::Sum& dx, int64_t n) {
                 kernels::clamp_backward(kept, low, high, dy, dx, n);
               });
}

Tensor tanh(const Tensor& x) {
  Tensor y(x.shape());
  kernels::tanh_forward(x.data(), y.data(), y.size());
  return unary("tanh", x, y, y, kernels::tanh_backward);
}

Tensor sigmoid(const Tensor& x) {
  Tensor y(x.shape());
  kernels::sigmoid_forward(x.data(), y.data(), y.size());
  return unary("sigmoid", x, y, y, kernels::sigmoid_backward);
}

Tensor relu(const Tensor& x) {
  Tensor y(x.shape());
  kernels::relu_forward(x.data(), y.data(), y.size());
  return unary("relu", x, y, y, kernels::relu_backward);
}

Tensor gelu(const Tensor& x) {
  Tensor y(x.shape());
  kernels::gelu_forward(x.data(), y.data(), y.size());
  return unary("gelu", x, y, x, kernels::gelu_backward);
}

Tensor silu(const Tensor& x) {
  Tensor y(x.shape());
  kernels::silu_forward(x.data(), y.data(), y.size());
  return unary("silu", x, y, x, kernels::silu_backward);
}

}  // namespace gloss
