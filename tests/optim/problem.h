#pragma once

#include <initializer_list>
#include <span>

#include "core/ops.h"
#include "optim/optimizer.h"
#include "tests/core/compare.h"
#include "tests/core/with_threads.h"
#include "tests/support/catch.h"

// The small problem on which optimizers are compared with PyTorch. In Python, with double numbers:
//
//   def run(make):
//       c, t = tensor([0.5, 1.5, 3.0]), tensor([0.3, -0.7, 1.1])
//       w = tensor([2.0, -2.5, 0.4], requires_grad=True)
//       o = make([w])
//       for _ in range(10):
//           o.zero_grad(); (c * (w - t)**2 + w.tanh()).sum().backward(); o.step()
//       return w
namespace gloss {

inline Tensor problem_weights() {
  return Tensor::from({3}, {real(2.0), real(-2.5), real(0.4)}).set_requires_grad();
}

inline void ten_steps(optim::Optimizer& optimizer) {
  const Tensor c = Tensor::from({3}, {real(0.5), real(1.5), real(3.0)});
  const Tensor t = Tensor::from({3}, {real(0.3), real(-0.7), real(1.1)});
  const Tensor& w = optimizer.parameters()[0];
  for (int step = 0; step < 10; ++step) {
    optimizer.zero_grad();
    sum(c * (w - t) * (w - t) + tanh(w)).backward();
    optimizer.step();
  }
}

inline void check_values(const Tensor& x, std::span<const double> expected) {
  REQUIRE(x.values().size() == expected.size());
  for (size_t i = 0; i < expected.size(); ++i)
    CHECK(x.values()[i] == Approx(expected[i]).epsilon(1e-6));
}

inline void check_values(const Tensor& x, std::initializer_list<double> expected) {
  check_values(x, std::span(expected.begin(), expected.size()));
}

// A parameter with a gradient, both random, and long enough for several chunks and a shorter one.
inline Tensor long_parameter() {
  Rng rng{.seed = 3};
  Tensor x = Tensor::normal({100003}, 0, 1, rng).set_requires_grad();
  x.backward(Tensor::normal({100003}, 0, 1, rng));
  return x;
}

}  // namespace gloss
