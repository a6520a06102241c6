#include <functional>

#include "core/autograd.h"
#include "core/kernels/broadcast.h"
#include "core/kernels/elementwise.h"
#include "core/ops.h"
#include "core/ops/broadcast.h"

namespace gloss {
namespace {

// y = f(a, b) elementwise, da += by_a(a, b) dy, db += by_b(a, b) dy.
template <class F, class A, class B>
Tensor binary(const char* name, const Tensor& a, const Tensor& b, const F& f, const A& by_a,
              const B& by_b) {
  Tensor y(broadcast(name, a.shape(), b.shape()));
  const kernels::Broadcast shape(a.shape(), b.shape(), y.shape());
  kernels::for_each_pair(shape, [f, u = a.data(), v = b.data(), to = y.data()](
                                    int64_t i, int64_t j, int64_t k) { to[i] = f(u[j], v[k]); });
  return record(
      name, y, {a, b},
      [shape, by_a, by_b, y_shape = y.shape(), a = a.detach(), b = b.detach()](const Gradients& g) {
        const auto add = [&](size_t input, const Shape& operand, const auto& slope) {
          add_reduced(g, input, operand, y_shape, [&](GradientBuffer dx) {
            kernels::add_each_pair(
                shape, dx,
                [slope, u = a.data(), v = b.data(), dy = g.output()](
                    int64_t i, int64_t j, int64_t k) { return slope(u[j], v[k]) * dy[i]; });
          });
        };
        add(0, a.shape(), by_a);
        add(1, b.shape(), by_b);
      });
}

// y = a + sign b. The backward pass reads no operands, so they are not kept.
Tensor add(const char* name, const Tensor& a, real sign, const Tensor& b) {
  Tensor y(broadcast(name, a.shape(), b.shape()));
  kernels::for_each_pair(kernels::Broadcast(a.shape(), b.shape(), y.shape()),
                         [sign, u = a.data(), v = b.data(), to = y.data()](
                             int64_t i, int64_t j, int64_t k) { to[i] = u[j] + sign * v[k]; });
  return record(
      name, y, {a, b},
      [sign, y_shape = y.shape(), a_shape = a.shape(), b_shape = b.shape()](const Gradients& g) {
        add_scaled_reduced(g, 0, a_shape, y_shape, 1);
        add_scaled_reduced(g, 1, b_shape, y_shape, sign);
      });
}

// y = 1 where holds(a, b), else 0.
template <class F>
Tensor compare(const char* name, const Tensor& a, const Tensor& b, const F& holds) {
  const auto none = [](real, real) { return real(0); };
  return binary(
      name, a.detach(), b.detach(), [holds](real u, real v) { return real(holds(u, v)); }, none,
      none);
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
  kernels::for_each(
      y.size(), [amount, from = x.data(), to = y.data()](int64_t i) { to[i] = from[i] + amount; });
  return record(name, y, {x},
                [](const Gradients& g) { kernels::add_scaled(g.output(), 1, g.input(0)); });
}

}  // namespace

Tensor operator+(const Tensor& a, const Tensor& b) {
  return add("add", a, 1, b);
}
Tensor operator-(const Tensor& a, const Tensor& b) {
  return add("sub", a, -1, b);
}
Tensor operator*(const Tensor& a, const Tensor& b) {
  return binary(
      "mul", a, b, [](real u, real v) { return u * v; }, [](real, real v) { return v; },
      [](real u, real) { return u; });
}
Tensor operator/(const Tensor& a, const Tensor& b) {
  return binary(
      "div", a, b, [](real u, real v) { return u / v; }, [](real, real v) { return 1 / v; },
      [](real u, real v) { return -(u / v) / v; });  // v * v could overflow or vanish
}
Tensor minimum(const Tensor& a, const Tensor& b) {
  return binary(
      "minimum", a, b, [](real u, real v) { return v < u ? v : u; },
      [](real u, real v) { return real(!(v < u)); }, [](real u, real v) { return real(v < u); });
}
Tensor maximum(const Tensor& a, const Tensor& b) {
  return binary(
      "maximum", a, b, [](real u, real v) { return v > u ? v : u; },
      [](real u, real v) { return real(!(v > u)); }, [](real u, real v) { return real(v > u); });
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
  return offset("add", -x, c);
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
  return compare("greater", a, b, std::greater());
}
Tensor less(const Tensor& a, const Tensor& b) {
  return greater(b, a);
}
Tensor equal(const Tensor& a, const Tensor& b) {
  return compare("equal", a, b, std::equal_to());
}

Tensor where(const Tensor& condition, const Tensor& a, const Tensor& b) {
  const Shape shape =
      broadcast("where", condition.shape(), broadcast("where", a.shape(), b.shape()));
  const Tensor c = expand(condition.detach(), shape), u = expand(a, shape), v = expand(b, shape);
  Tensor y(shape);
  kernels::for_each(y.size(), [c = c.data(), u = u.data(), v = v.data(), y = y.data()](int64_t i) {
    y[i] = c[i] != 0 ? u[i] : v[i];
  });
  return record("where", y, {u, v}, [c](const Gradients& g) {
    const auto dy_where = [c = c.data(), dy = g.output()](bool chosen) {
      return [=](int64_t i) { return (c[i] != 0) == chosen ? dy[i] : real(0); };
    };
    g.input(0).add_each(dy_where(true));
    g.input(1).add_each(dy_where(false));
  });
}

}  // namespace gloss
