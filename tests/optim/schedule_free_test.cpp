#include "optim/schedule_free.h"

#include <algorithm>
#include <vector>

#include "optim/schedule.h"
#include "tests/optim/problem.h"

using namespace gloss;
using optim::ScheduleFree;
using optim::ScheduleFreeOptions;

// The expected numbers, in Python with double numbers:
//
//   from math import sqrt, tanh
//   def run(lr, beta1=0.9, beta2=0.999, eps=1e-8, decay=0, warmup=0):
//       c, t = [0.5, 1.5, 3.0], [0.3, -0.7, 1.1]
//       y = [2.0, -2.5, 0.4]; x = y[:]; z = y[:]; v = [0.0] * 3; total = 0
//       for k in range(1, 11):
//           w = min(k / warmup, 1) if warmup else 1
//           total += w**2
//           for i in range(3):
//               g = 2 * c[i] * (y[i] - t[i]) + 1 - tanh(y[i])**2
//               v[i] = beta2 * v[i] + (1 - beta2) * g**2
//               z[i] -= lr * w * (g / (sqrt(v[i] / (1 - beta2**k)) + eps) + decay * y[i])
//               x[i] += w**2 / total * (z[i] - x[i])
//               y[i] = (1 - beta1) * z[i] + beta1 * x[i]
//       return y, x

TEST_CASE("schedule-free: ten steps agree with the formula in double", "[optim]") {
  // run(0.1)
  const Tensor w = problem_weights();
  ScheduleFree optimizer(std::vector{w}, {.lr = 0.1});
  ten_steps(optimizer);
  check_values(w, {1.43342253, -1.9417003, 0.880086207});
  optimizer.swap_evaluated();
  check_values(w, {1.47456799, -1.98150734, 0.851647696});
}

TEST_CASE("schedule-free: ten steps with a warm-up and decay agree with the formula in double",
          "[optim]") {
  // run(0.1, 0.8, 0.95, 1e-3, 0.2, 4)
  const Tensor w = problem_weights();
  ScheduleFree optimizer(
      std::vector{w},
      {.lr = 0.1, .beta1 = 0.8, .beta2 = 0.95, .eps = 1e-3, .weight_decay = 0.2, .warmup = 4});
  const Tensor c = Tensor::from({3}, {real(0.5), real(1.5), real(3.0)});
  const Tensor t = Tensor::from({3}, {real(0.3), real(-0.7), real(1.1)});
  for (int step = 1; step <= 10; ++step) {
    optimizer.lr = optim::constant_lr(0.1, step, 4);
    optimizer.zero_grad();
    sum(c * (w - t) * (w - t) + tanh(w)).backward();
    optimizer.step();
  }
  check_values(w, {1.27564943, -1.73971884, 0.801515722});
  optimizer.swap_evaluated();
  check_values(w, {1.35746559, -1.82342565, 0.76359021});
}

TEST_CASE(
    "schedule-free: two swaps leave the same bits, one forbids a step, a copied state goes on",
    "[optim]") {
  const Tensor w = problem_weights(), copy = problem_weights();
  ScheduleFree whole(std::vector{w}, {.lr = 0.1}), resumed(std::vector{copy}, {.lr = 0.1});
  ten_steps(whole);
  const Tensor before = w.clone();
  whole.swap_evaluated();
  CHECK_FALSE(same_bits(w, before));
  CHECK_THROWS_WITH(whole.step(),
                    "optimizer: step while the weights are swapped for those to evaluate");
  CHECK_THROWS_WITH(whole.state(),
                    "optimizer: state while the weights are swapped for those to evaluate");
  whole.swap_evaluated();
  CHECK(same_bits(w, before));
  std::ranges::copy(w.values(), copy.data());
  const optim::NamedTensors from = whole.state(), to = resumed.state();
  for (size_t i = 0; i < to.size(); ++i)
    std::ranges::copy(from[i].second.values(), to[i].second.data());
  resumed.steps = whole.steps;
  ten_steps(whole);
  ten_steps(resumed);
  CHECK(same_bits(w, copy));
}

TEST_CASE("schedule-free: options out of range are reported with their value", "[optim]") {
  const std::vector parameters{problem_weights()};
  CHECK_THROWS_WITH(ScheduleFree(parameters, {.beta1 = 1}),
                    "schedule_free: beta1 must be in [0, 1): 1");
  CHECK_THROWS_WITH(ScheduleFree(parameters, {.beta2 = -0.5}),
                    "schedule_free: beta2 must be in [0, 1): -0.5");
  CHECK_THROWS_WITH(ScheduleFree(parameters, {.eps = 0}), "schedule_free: eps must be positive: 0");
  CHECK_THROWS_WITH(ScheduleFree(parameters, {.weight_decay = -0.1}),
                    "schedule_free: weight_decay must not be negative: -0.1");
  CHECK_THROWS_WITH(ScheduleFree(parameters, {.warmup = -1}),
                    "schedule_free: warmup must not be negative: -1");
}
