#include "optim/adam.h"

#include <limits>
#include <vector>

#include "apps/plain/adam.h"
#include "tests/optim/problem.h"
#include "tests/support/plain.h"

using namespace gloss;
using optim::Adam;
using optim::AdamOptions;

namespace {

Tensor after_ten_steps(const AdamOptions& options) {
  const Tensor w = problem_weights();
  Adam adam(std::vector{w}, options);
  ten_steps(adam);
  return w;
}

}  // namespace

TEST_CASE("adam: ten steps agree with PyTorch", "[optim]") {
  // run(lambda p: torch.optim.Adam(p, lr=0.1)), run from problem.h
  check_values(after_ten_steps({.lr = 0.1}), {1.01902862, -1.53046359, 1.21239915});
  // run(lambda p: torch.optim.Adam(p, lr=0.1, betas=(0.8, 0.95), eps=1e-3))
  check_values(after_ten_steps({.lr = 0.1, .beta1 = 0.8, .beta2 = 0.95, .eps = 1e-3}),
               {1.02812258, -1.54374629, 1.16104072});
}

TEST_CASE("adam: ten steps with weight decay agree with PyTorch's AdamW", "[optim]") {
  // run(lambda p: torch.optim.AdamW(p, lr=0.1, weight_decay=0.2))
  check_values(after_ten_steps({.lr = 0.1, .weight_decay = 0.2}),
               {0.743793201, -1.18121956, 1.10718173});
}

TEST_CASE("adam: steps with random gradients equal the plain program's", "[optim]") {
  Rng rng;
  const Tensor x = Tensor::normal({11}, 0, 1, rng).set_requires_grad();
  Adam adam(std::vector{x}, {.lr = 0.1, .beta1 = 0.8, .beta2 = 0.95});
  plain::tape.clear();
  const plain::Vector expected = to_plain(x);
  plain::Adam plain_adam{.lr = 0.1, .beta1 = 0.8, .beta2 = 0.95};
  for (int step = 0; step < 20; ++step) {
    const Tensor gradient = Tensor::normal({11}, 0, 1, rng);
    adam.zero_grad();
    x.backward(gradient);
    adam.step();
    for (size_t i = 0; i < expected.size(); ++i)
      expected[i].gradient() = static_cast<double>(gradient.data()[i]);
    plain_adam.step(expected);
  }
  CHECK(difference(x, {11}, values_of(expected), 1e-5) == "");
}

TEST_CASE("adam: the first step has the size of lr for any gradient", "[optim]") {
  // m_hat = g and v_hat = g^2 at t = 1, so theta moves by lr g / (|g| + eps).
  const Tensor x = Tensor::zeros({3}).set_requires_grad();
  Adam adam(std::vector{x}, {.lr = 0.25});
  x.backward(Tensor::from({3}, {real(1e-3), real(-50), 0}));
  adam.step();
  CHECK(x.at({0}) == Approx(-0.25).epsilon(1e-4));
  CHECK(x.at({1}) == Approx(0.25).epsilon(1e-6));
  CHECK(x.at({2}) == 0);
}

TEST_CASE("adam: with a gradient of 0 the decay shrinks the weights by lr times weight_decay",
          "[optim]") {
  const Tensor x = Tensor::full({2}, 8).set_requires_grad();
  Adam adam(std::vector{x}, {.lr = 0.5, .weight_decay = 0.25});
  x.backward(Tensor::zeros({2}));
  adam.step();
  check_values(x, {7, 7});
}

TEST_CASE("adam: options out of range are reported with their value", "[optim]") {
  const std::vector parameters{problem_weights()};
  CHECK_THROWS_WITH(Adam(parameters, {.lr = -1}), "adam: lr must not be negative: -1");
  CHECK_THROWS_WITH(Adam(parameters, {.lr = std::numeric_limits<double>::quiet_NaN()}),
                    "adam: lr must not be negative: nan");
  CHECK_THROWS_WITH(Adam(parameters, {.beta1 = 1}), "adam: beta1 must be in [0, 1): 1");
  CHECK_THROWS_WITH(Adam(parameters, {.beta2 = -0.5}), "adam: beta2 must be in [0, 1): -0.5");
  CHECK_THROWS_WITH(Adam(parameters, {.eps = 0}), "adam: eps must be positive: 0");
  CHECK_THROWS_WITH(Adam(parameters, {.weight_decay = -0.1}),
                    "adam: weight_decay must not be negative: -0.1");
}
