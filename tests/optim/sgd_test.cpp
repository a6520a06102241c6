#include "optim/sgd.h"

#include <vector>

#include "tests/optim/problem.h"

using namespace gloss;
using optim::Sgd;
using optim::SgdOptions;

namespace {

Tensor after_ten_steps(const SgdOptions& options) {
  const Tensor w = problem_weights();
  Sgd sgd(std::vector{w}, options);
  ten_steps(sgd);
  return w;
}

}  // namespace

// The expected numbers are run(lambda p: torch.optim.SGD(p, lr=0.05, ...)); run is in problem.h.

TEST_CASE("sgd: ten plain steps agree with PyTorch", "[optim]") {
  check_values(after_ten_steps({.lr = 0.05}), {1.25438977, -1.11034171, 1.00489106});
}

TEST_CASE("sgd: weight decay agrees with PyTorch", "[optim]") {
  // weight_decay=0.1
  check_values(after_ten_steps({.lr = 0.05, .weight_decay = 0.1}),
               {1.18593655, -1.07447626, 0.98856722});
}

TEST_CASE("sgd: momentum agrees with PyTorch", "[optim]") {
  // momentum=0.9
  check_values(after_ten_steps({.lr = 0.05, .momentum = 0.9}),
               {-0.772683029, -0.527575167, 0.752105616});
  // momentum=0.9, weight_decay=0.1
  check_values(after_ten_steps({.lr = 0.05, .momentum = 0.9, .weight_decay = 0.1}),
               {-0.938609481, -0.548984394, 0.729778912});
}

TEST_CASE("sgd: Nesterov's momentum agrees with PyTorch", "[optim]") {
  // momentum=0.9, nesterov=True
  check_values(after_ten_steps({.lr = 0.05, .momentum = 0.9, .nesterov = true}),
               {-0.835372651, -0.851355023, 0.954567139});
  // momentum=0.9, nesterov=True, weight_decay=0.1
  check_values(
      after_ten_steps({.lr = 0.05, .momentum = 0.9, .nesterov = true, .weight_decay = 0.1}),
      {-0.935153871, -0.855272343, 0.938414796});
}

TEST_CASE("sgd: options out of range are reported with their value", "[optim]") {
  const std::vector parameters{problem_weights()};
  CHECK_THROWS_WITH(Sgd(parameters, {.lr = -1}), "sgd: lr must not be negative: -1");
  CHECK_THROWS_WITH(Sgd(parameters, {.momentum = 1}), "sgd: momentum must be in [0, 1): 1");
  CHECK_THROWS_WITH(Sgd(parameters, {.momentum = -0.5}), "sgd: momentum must be in [0, 1): -0.5");
  CHECK_THROWS_WITH(Sgd(parameters, {.weight_decay = -0.1}),
                    "sgd: weight_decay must not be negative: -0.1");
  CHECK_THROWS_WITH(Sgd(parameters, {.nesterov = true}), "sgd: nesterov needs a momentum");
}
