#include <limits>
#include <numeric>
#include <vector>

#include "core/ops.h"
#include "tests/core/compare.h"
#include "tests/support/catch.h"

using gloss::difference;
using gloss::real;
using gloss::Rng;
using gloss::Shape;
using gloss::Tensor;

namespace {

constexpr real kInfinity = std::numeric_limits<real>::infinity();
constexpr real kNan = std::numeric_limits<real>::quiet_NaN();
using Ids = std::vector<int32_t>;

Tensor counting(const Shape& shape) {
  Tensor x(shape);
  std::iota(x.values().begin(), x.values().end(), real(1));
  x.set_requires_grad();
  return x;
}

}  // namespace

TEST_CASE("sum: over everything and over each axis", "[core]") {
  const Tensor x = counting({2, 3, 2});  // 1 to 12
  CHECK(difference(sum(x), {}, {78}) == "");
  CHECK(difference(sum(x, 0), {3, 2}, {8, 10, 12, 14, 16, 18}) == "");
  CHECK(difference(sum(x, 1), {2, 2}, {9, 12, 27, 30}) == "");
  CHECK(difference(sum(x, -1), {2, 3}, {3, 7, 11, 15, 19, 23}) == "");
  CHECK(difference(sum(x, 1, true), {2, 1, 2}, {9, 12, 27, 30}) == "");
  CHECK(difference(sum(Tensor::scalar(3)), {}, {3}) == "");
}

TEST_CASE("sum: the gradient goes to everything that was added", "[core]") {
  Tensor x = counting({2, 3, 2});
  sum(x, 1).backward(Tensor::from({2, 2}, {1, 2, 3, 4}));
  CHECK(difference(x.grad(), {2, 3, 2}, {1, 2, 1, 2, 1, 2, 3, 4, 3, 4, 3, 4}) == "");
  x.zero_grad();
  sum(x, 2, true).backward(Tensor::from({2, 3, 1}, {1, 2, 3, 4, 5, 6}));
  CHECK(difference(x.grad(), {2, 3, 2}, {1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6}) == "");
}

TEST_CASE("sum: nothing adds up to zero", "[core]") {
  CHECK(difference(sum(Tensor::zeros({0})), {}, {0}) == "");
  CHECK(difference(sum(Tensor::zeros({2, 0, 3}), 1), {2, 3}, {0, 0, 0, 0, 0, 0}) == "");
  CHECK(sum(Tensor::zeros({2, 0}), 0).shape() == Shape{0});
}

TEST_CASE("sum: a long sum stays close to that in double", "[core]") {
  Rng rng;
  const Tensor x = Tensor::uniform({200003}, 0, 1, rng);
  const double expected = std::accumulate(x.values().begin(), x.values().end(), 0.0);
  CHECK(static_cast<double>(sum(x).item()) == Approx(expected).epsilon(1e-6));
}

// x = torch.tensor([[1., 5, 2], [4, 3, 3]]); x.var(..., unbiased=False), and its gradient with
// the seed [1, 2] over the last axis
TEST_CASE("mean, variance: agree with PyTorch", "[core]") {
  Tensor x = Tensor::from({2, 3}, {1, 5, 2, 4, 3, 3});
  x.set_requires_grad();
  CHECK(difference(mean(x), {}, {3}) == "");
  CHECK(difference(mean(x, 0), {3}, {2.5, 4, 2.5}) == "");
  CHECK(difference(mean(x, 1, true), {2, 1}, {8.0 / 3, 10.0 / 3}) == "");
  CHECK(difference(variance(x), {}, {1.6666666666666667}) == "");
  CHECK(difference(variance(x, 0), {3}, {2.25, 1, 0.25}) == "");
  CHECK(difference(variance(x, 1, true), {2, 1}, {2.888888888888889, 0.22222222222222224}) == "");
  variance(x, 1).backward(Tensor::from({2}, {1, 2}));
  CHECK(difference(x.grad(), {2, 3},
                   {-1.111111111111111, 1.5555555555555556, -0.4444444444444443, 0.8888888888888886,
                    -0.44444444444444464, -0.44444444444444464}) == "");
  x.zero_grad();
  mean(x, 0).backward(Tensor::from({3}, {2, 4, 6}));
  CHECK(difference(x.grad(), {2, 3}, {1, 2, 3, 1, 2, 3}) == "");
}

TEST_CASE("max: over everything and over each axis, the gradient to the first of equals",
          "[core]") {
  Tensor x = Tensor::from({2, 3}, {1, 5, 2, 4, 5, 4});
  x.set_requires_grad();
  CHECK(difference(max(x), {}, {5}) == "");
  CHECK(difference(max(x, 0), {3}, {4, 5, 4}) == "");
  CHECK(difference(max(x, 1, true), {2, 1}, {5, 5}) == "");
  max(x).backward();
  CHECK(difference(x.grad(), {2, 3}, {0, 1, 0, 0, 0, 0}) == "");
  x.zero_grad();
  max(x, 0).backward(Tensor::from({3}, {1, 2, 3}));
  CHECK(difference(x.grad(), {2, 3}, {0, 2, 0, 1, 0, 3}) == "");
}

TEST_CASE("max: NaN counts as largest, wherever it stands", "[core]") {
  for (const int64_t at : {0, 1, 2}) {
    Tensor x = Tensor::from({3}, {1, kInfinity, 3});
    x.data()[at] = kNan;
    CHECK(difference(max(x), {}, {kNan}) == "");
    CHECK(argmax(x) == Ids{static_cast<int32_t>(at)});
  }
}

TEST_CASE("argmax: the first of equals in each row", "[core]") {
  CHECK(argmax(Tensor::from({2, 3}, {1, 3, 3, 2, 2, 2})) == Ids{1, 0});
  CHECK(argmax(Tensor::from({2, 1, 2}, {1, 2, 4, 3})) == Ids{1, 0});
  CHECK(argmax(Tensor::from({3}, {-kInfinity, -kInfinity, -kInfinity})) == Ids{0});
  CHECK(argmax(Tensor::from({4}, {1, kNan, kNan, 5})) == Ids{1});
  CHECK(argmax(Tensor::zeros({0, 3})).empty());
}

TEST_CASE("reductions: mistakes are named", "[core]") {
  const Tensor x = Tensor::zeros({2, 3}), none = Tensor::zeros({2, 0});
  CHECK_THROWS_WITH(sum(x, 2), "sum: no axis 2 in [2, 3]");
  CHECK_THROWS_WITH(mean(none), "mean: there is nothing to average: x is [2, 0]");
  CHECK_THROWS_WITH(mean(none, 1), "mean: there is nothing to average: x is [2, 0]");
  CHECK_THROWS_WITH(max(none, 1), "max: there is no largest of none: x is [2, 0]");
  CHECK_THROWS_WITH(max(none), "max: there is no largest of none: x is [2, 0]");
  CHECK_THROWS_WITH(argmax(none), "argmax: there is no largest of none: x is [2, 0]");
}
