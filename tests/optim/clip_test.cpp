#include "optim/clip.h"

#include <cmath>
#include <limits>
#include <vector>

#include "tests/optim/problem.h"

using namespace gloss;
using optim::clip_grad_norm;

namespace {

Tensor with_gradient(const Tensor& gradient) {
  Tensor x = Tensor::zeros(gradient.shape()).set_requires_grad();
  x.backward(gradient);
  return x;
}

}  // namespace

TEST_CASE("clip_grad_norm: gradients above the limit agree with PyTorch's", "[optim]") {
  const std::vector parameters{with_gradient(Tensor::from({2}, {3, 4})),
                               with_gradient(Tensor::from({2, 1}, {12, 84}))};
  // a.grad = tensor([3., 4.]); b.grad = tensor([[12.], [84.]])
  // torch.nn.utils.clip_grad_norm_([a, b], 5.0), a.grad, b.grad
  CHECK(clip_grad_norm(parameters, 5) == 85);
  check_values(parameters[0].grad(), {0.1764705861591696, 0.2352941148788928});
  check_values(parameters[1].grad(), {0.7058823446366784, 4.941176412456748});
}

TEST_CASE("clip_grad_norm: a norm up to the limit changes nothing", "[optim]") {
  const std::vector parameters{with_gradient(Tensor::from({2}, {3, 4}))};
  for (const double limit : {5.0, 6.0, std::numeric_limits<double>::infinity()}) {
    CHECK(clip_grad_norm(parameters, limit) == 5);
    check_values(parameters[0].grad(), {3, 4});
  }
}

TEST_CASE("clip_grad_norm: a shared parameter counts and is scaled once", "[optim]") {
  const Tensor x = with_gradient(Tensor::from({2}, {3, 4}));
  CHECK(clip_grad_norm(std::vector{x, x}, 2.5) == 5);
  check_values(x.grad(), {1.5, 2});
}

TEST_CASE("clip_grad_norm: parameters without a gradient are ignored", "[optim]") {
  const Tensor idle = Tensor::ones({7}).set_requires_grad();
  CHECK(clip_grad_norm(std::vector{idle}, 1) == 0);
  CHECK(clip_grad_norm(std::vector{idle, with_gradient(Tensor::from({1}, {2}))}, 1) == 2);
  CHECK_FALSE(idle.has_grad());
}

TEST_CASE("clip_grad_norm: a norm that is not finite leaves the gradients alone", "[optim]") {
  const real infinity = std::numeric_limits<real>::infinity();
  const std::vector infinite{with_gradient(Tensor::from({2}, {3, infinity}))};
  CHECK(std::isinf(clip_grad_norm(infinite, 1)));
  CHECK(infinite[0].grad().at({0}) == 3);
  const real nan = std::numeric_limits<real>::quiet_NaN();
  const std::vector undefined{with_gradient(Tensor::from({2}, {3, nan}))};
  CHECK(std::isnan(clip_grad_norm(undefined, 1)));
  CHECK(undefined[0].grad().at({0}) == 3);
}

TEST_CASE("clip_grad_norm: squares that overflow a float are summed in double", "[optim]") {
  const std::vector parameters{with_gradient(Tensor::from({2}, {real(3e30), real(4e30)}))};
  CHECK(clip_grad_norm(parameters, 1) == Approx(5e30));
  check_values(parameters[0].grad(), {0.6, 0.8});
}

TEST_CASE("clip_grad_norm: norm and gradients have the same bits for any number of threads",
          "[optim]") {
  double norm = 0;
  Tensor first;
  for (const int count : kThreadCounts) {
    const WithThreads threads(count);
    const Tensor x = long_parameter();
    const double here = clip_grad_norm(std::vector{x}, 1);
    if (!first) {
      first = x.grad();
      norm = here;
    }
    CHECK(here == norm);
    CHECK(same_bits(x.grad(), first));
  }
  CHECK(norm == Approx(std::sqrt(100003)).epsilon(0.01));
}

TEST_CASE("clip_grad_norm: a mistake is reported with the value", "[optim]") {
  CHECK_THROWS_WITH(clip_grad_norm({}, 0), "clip_grad_norm: max_norm must be positive: 0");
  CHECK_THROWS_WITH(clip_grad_norm(std::vector{Tensor::ones({2})}, 1),
                    "clip_grad_norm: parameter 0 does not require a gradient: it is [2]");
}
