#include "core/autograd.h"

#include <limits>
#include <stdexcept>
#include <vector>

#include "core/ops.h"
#include "tests/core/compare.h"
#include "tests/support/catch.h"

using gloss::difference;
using gloss::FiniteGuard;
using gloss::Gradients;
using gloss::NoGradGuard;
using gloss::real;
using gloss::Shape;
using gloss::Tensor;

namespace {

Tensor parameter(const Shape& shape, std::initializer_list<real> values) {
  Tensor x = Tensor::from(shape, values);
  x.set_requires_grad();
  return x;
}

// The example in core/autograd.h.
Tensor square(const Tensor& x) {
  Tensor y = x.clone();
  for (real& v : y.values())
    v *= v;
  return record("square", y, {x}, [x = x.detach()](const Gradients& g) {
    const real* const dy = g.output();
    g.input(0).add_each([&](int64_t i) { return 2 * x.data()[i] * dy[i]; });  // dx += 2 x dy
  });
}

}  // namespace

TEST_CASE("autograd: the gradient of a product is the other factor", "[core]") {
  const Tensor a = parameter({2}, {2, 3}), b = parameter({2}, {5, 7});
  sum(a * b).backward();
  CHECK(difference(a.grad(), {2}, {5, 7}) == "");
  CHECK(difference(b.grad(), {2}, {2, 3}) == "");
}

TEST_CASE("autograd: gradients add up until they are zeroed", "[core]") {
  Tensor x = parameter({2}, {1, 2});
  CHECK_FALSE(x.has_grad());
  sum(x * 3).backward();
  sum(x * 4).backward();
  CHECK(difference(x.grad(), {2}, {7, 7}) == "");
  x.zero_grad();
  CHECK_FALSE(x.has_grad());
  sum(x * 5).backward();
  CHECK(difference(x.grad(), {2}, {5, 5}) == "");
}

TEST_CASE("autograd: a value used twice gets both gradients", "[core]") {
  const Tensor x = parameter({}, {3});
  const Tensor y = x * x;      // 9
  const Tensor z = y * y;      // x^4, y twice as an input of one operation
  (z + y + x + x).backward();  // and in two
  CHECK(x.grad().item() == 4 * 27 + 2 * 3 + 2);
}

TEST_CASE("autograd: a ladder of diamonds is walked once, not once for each path", "[core]") {
  const Tensor x = parameter({}, {1});
  Tensor y = x;
  for (int i = 0; i < 100; ++i)  // 2^100 paths
    y = (y + y) * real(0.5);
  y.backward();
  CHECK(x.grad().item() == 1);
}

TEST_CASE("autograd: a seed weights the elements", "[core]") {
  const Tensor x = parameter({3}, {1, 2, 3});
  (x * x).backward(Tensor::from({3}, {1, 10, 100}));
  CHECK(difference(x.grad(), {3}, {2, 40, 600}) == "");
}

TEST_CASE("autograd: backward from a leaf adds the seed to it", "[core]") {
  const Tensor x = parameter({2}, {1, 2});
  x.backward(Tensor::from({2}, {3, 4}));
  x.backward(Tensor::from({2}, {3, 4}));
  CHECK(difference(x.grad(), {2}, {6, 8}) == "");
}

TEST_CASE("autograd: a second backward needs the graph to be kept", "[core]") {
  const Tensor x = parameter({2}, {1, 2});
  const Tensor y = x * x, z = sum(y);
  z.backward({.keep_graph = true});
  z.backward();
  CHECK(difference(x.grad(), {2}, {4, 8}) == "");
  CHECK_THROWS_WITH(z.backward(),
                    "backward: graph was already released; call the forward pass again, or keep "
                    "the graph (sum [])");
  CHECK_THROWS_WITH(sum(y).backward(),
                    "backward: graph was already released; call the forward pass again, or keep "
                    "the graph (mul [2])");
  CHECK(difference(x.grad(), {2}, {4, 8}) == "");  // what failed left no trace
}

TEST_CASE("autograd: intermediate gradients are kept on request only", "[core]") {
  const Tensor x = parameter({2}, {1, 2});
  Tensor y = x * 3, z = y * y;
  y.retain_grad();
  sum(z).backward();
  CHECK(difference(y.grad(), {2}, {6, 12}) == "");
  CHECK_FALSE(z.has_grad());
  CHECK_THROWS_WITH(z.grad(),
                    "grad: there is none: x is [2] (call backward first; intermediate values need "
                    "retain_grad)");
}

TEST_CASE("autograd: a kept gradient adds up over passes and does not flow twice", "[core]") {
  const Tensor x = parameter({2}, {1, 2});
  Tensor y = x * 3, z = sum(y * y);
  y.retain_grad();
  z.retain_grad();
  for (int pass = 1; pass <= 3; ++pass) {
    z.backward({.keep_graph = true});
    CHECK(difference(x.grad(), {2}, {18.0 * pass, 36.0 * pass}) == "");
    CHECK(difference(y.grad(), {2}, {6.0 * pass, 12.0 * pass}) == "");
    CHECK(z.grad().item() == pass);
  }
  y.zero_grad();
  z.backward();
  CHECK(difference(y.grad(), {2}, {6, 12}) == "");
  CHECK(difference(x.grad(), {2}, {72, 144}) == "");
}

TEST_CASE("autograd: mistakes are named", "[core]") {
  const Tensor x = parameter({2}, {1, 2}), constant = Tensor::zeros({2});
  Tensor y = x * x, plain = constant;
  CHECK_THROWS_WITH(y.backward(),
                    "backward: needs a seed gradient unless there is one element: y is [2]");
  CHECK_THROWS_WITH(y.backward(Tensor::zeros({3})),
                    "backward: seed does not fit: seed is [3], y is [2]");
  CHECK_THROWS_WITH(sum(constant).backward(),
                    "backward: nothing here requires a gradient: y is []");
  CHECK_THROWS_WITH(constant.grad(),
                    "grad: there is none: x is [2] and does not require a gradient");
  CHECK_THROWS_WITH(plain.retain_grad(), "retain_grad: x is [2] and does not require a gradient");
  CHECK_THROWS_WITH(y.set_requires_grad(),
                    "set_requires_grad: only a leaf can ask: this is made by mul");
  CHECK_THROWS_AS(y.backward(), std::invalid_argument);
}

TEST_CASE("autograd: asking a leaf twice keeps its gradient", "[core]") {
  Tensor x = parameter({}, {3});
  (x * x).backward();
  x.set_requires_grad();
  CHECK(x.grad().item() == 6);
}

TEST_CASE("autograd: what needs no gradient is not recorded", "[core]") {
  const Tensor a = Tensor::ones({2}), b = parameter({2}, {1, 2});
  CHECK_FALSE((a * a).requires_grad());
  CHECK((a * b).requires_grad());
  sum(a * b).backward();
  CHECK_FALSE(a.has_grad());
}

TEST_CASE("autograd: under a NoGradGuard nothing is recorded, and guards nest", "[core]") {
  const Tensor x = parameter({}, {3});
  {
    const NoGradGuard outer;
    {
      const NoGradGuard inner;
      CHECK_FALSE((x * x).requires_grad());
    }
    CHECK_FALSE((x * x).requires_grad());
    CHECK((x * x).item() == 9);
  }
  CHECK((x * x).requires_grad());
}

TEST_CASE("autograd: a graph made before a NoGradGuard can be run under it", "[core]") {
  const Tensor x = parameter({}, {3}), y = x * x;
  const NoGradGuard no_grad;
  y.backward();
  CHECK(x.grad().item() == 6);
}

TEST_CASE("autograd: an operation of one's own takes five lines", "[core]") {
  const Tensor x = parameter({3}, {1, -2, 3});
  const Tensor y = square(square(x));
  CHECK(difference(y, {3}, {1, 16, 81}) == "");
  sum(y).backward();
  CHECK(difference(x.grad(), {3}, {4, -32, 108}) == "");  // 4 x^3
}

TEST_CASE("autograd: a FiniteGuard names the operation that made a bad value", "[core]") {
  const FiniteGuard guard;
  const Tensor x = Tensor::from({5}, {1, 2, 3, 0, 5});
  CHECK_THROWS_WITH(log(x), "log: value is not finite at 3 (-inf): result is [5], inputs are [5]");
  CHECK_THROWS_AS(log(x), std::runtime_error);
  CHECK_THROWS_WITH(Tensor::ones({2, 1}) / Tensor::from({2}, {1, 0}),
                    "div: value is not finite at 1 (inf): result is [2, 2], inputs are [2, 1] [2]");
  const std::vector<int32_t> targets{0};
  const Tensor logits = Tensor::from({1, 2}, {-std::numeric_limits<real>::infinity(), 0});
  CHECK_THROWS_WITH(
      cross_entropy(logits, targets),
      "cross_entropy: value is not finite at 0 (inf): result is [], inputs are [1, 2]");
  const std::vector positions{Tensor::full({1, 1, 2}, std::numeric_limits<real>::infinity())};
  CHECK_THROWS_WITH(cached_attention(Tensor::zeros({1, 1, 1}), positions, targets, 1),
                    ContainsSubstring("cached_attention: value is not finite at 0"));
  const Tensor huge = Tensor::full({1, 2}, real(3e38));
  CHECK_THROWS_WITH(selected_linear(huge, huge, Tensor::zeros({1}),
                                    std::vector<gloss::SelectedOutputs>{{0, 1, targets}}),
                    "selected_linear: value is not finite at 0 (inf): result is [1, 1], inputs are "
                    "[1, 2] [1, 2] [1]");
}

TEST_CASE("autograd: a FiniteGuard names the operation that made a bad gradient", "[core]") {
  const Tensor x = parameter({2}, {4, 0});
  const Tensor y = sqrt(x);
  const FiniteGuard guard;
  CHECK_THROWS_WITH(sum(y).backward(),
                    "sqrt: gradient is not finite at 1 (inf): result is [2], inputs are [2]");
}

TEST_CASE("autograd: without a FiniteGuard infinities pass", "[core]") {
  { const FiniteGuard guard; }
  const Tensor x = parameter({2}, {4, 0});
  sum(sqrt(x)).backward();
  CHECK(difference(x.grad(), {2}, {0.25, std::numeric_limits<double>::infinity()}) == "");
}

TEST_CASE("autograd: leaf gradients are kept apart from the leaves until they are added",
          "[core]") {
  Tensor x = Tensor::from({2}, {3, 5});
  x.set_requires_grad();
  gloss::LeafGradients first, second;
  sum(x * x).backward({.leaves = &first});
  sum(tanh(x - x) + x).backward({.leaves = &second});
  CHECK_FALSE(x.has_grad());
  first.add_to_leaves();
  CHECK(x.grad().at({1}) == 10);
  second.add_to_leaves();
  CHECK(x.grad().at({0}) == 7);
  CHECK(x.grad().at({1}) == 11);
  first.add_to_leaves();  // keeps none
  CHECK(x.grad().at({1}) == 11);
  x.zero_grad();
  x.backward(Tensor::ones({2}), {.leaves = &first});  // the value is itself a leaf
  CHECK_FALSE(x.has_grad());
  first.add_to_leaves();
  CHECK(x.grad().at({1}) == 1);
}
