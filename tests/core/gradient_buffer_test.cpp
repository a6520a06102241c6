// Gradient buffers may be requested and filled in any order, also where one tensor is several
// inputs of an operation.

#include <algorithm>
#include <functional>
#include <numeric>
#include <vector>

#include "core/autograd.h"
#include "core/ops.h"
#include "tests/core/compare.h"
#include "tests/support/catch.h"

using namespace gloss;

namespace {

using Inputs = std::vector<Tensor>;
using Function = std::function<Tensor(const Inputs&)>;

Tensor parameter(const Shape& shape, const std::vector<real>& values) {
  return Tensor::from(shape, values).set_requires_grad();
}

// How a closure fills a buffer.
enum class Fill { kAddEach, kAddRange, kAccumulator, kFlag };

void fill(GradientBuffer dx, Fill how, const std::function<real(int64_t)>& f) {
  if (how == Fill::kAddEach) return dx.add_each(f);
  if (how == Fill::kAddRange) {
    dx.add_range(1, dx.size, f);
    return dx.add_range(0, 1, f);
  }
  if (how == Fill::kAccumulator) {
    real* const sum = dx.accumulator();
    for (int64_t i = 0; sum && i < dx.size; ++i)
      sum[i] += f(i);
    return;
  }
  for (int64_t i = 0; dx && i < dx.size; ++i)
    dx.data[i] = dx.accumulate ? dx.data[i] + f(i) : f(i);
}

// a b c elementwise, whose closure requests the three buffers in one order and fills them in
// another.
Tensor product(const Inputs& x, const std::vector<size_t>& requests,
               const std::vector<size_t>& writes, Fill how) {
  Tensor y = Tensor::ones(x[0].shape());
  for (int64_t i = 0; i < y.size(); ++i)
    for (const Tensor& factor : x)
      y.data()[i] *= factor.data()[i];
  return record("product", y, x, [=, y_value = y](const Gradients& g) {
    GradientBuffer buffers[3];
    for (const size_t i : requests)
      buffers[i] = g.input(i);
    for (const size_t i : writes)
      fill(buffers[i], how,
           [&](int64_t j) { return y_value.data()[j] / x[i].data()[j] * g.output()[j]; });
  });
}

// The gradient of f(x, ..., x), and the sum of the gradients of f(x_0, ..., x_n), all of one value.
void check_same_tensor(const std::string& name, const Shape& shape, size_t inputs,
                       const Function& f) {
  CAPTURE(name);
  Rng rng{.seed = 5};
  const Tensor x = Tensor::uniform(shape, real(0.1), 1, rng).set_requires_grad();
  Inputs apart;
  for (size_t i = 0; i < inputs; ++i)
    apart.push_back(x.clone().set_requires_grad());
  for (const Inputs& in : {Inputs(inputs, x), apart}) {
    const Tensor y = f(in);
    Rng weights{.seed = 6};
    y.backward(Tensor::uniform(y.shape(), -1, 1, weights));
  }
  std::vector<double> expected(static_cast<size_t>(x.size()));
  for (const Tensor& input : apart)
    for (size_t i = 0; i < expected.size(); ++i)
      expected[i] += static_cast<double>(input.grad().values()[i]);
  CHECK(difference(x.grad(), shape, expected, 1e-5) == "");
}

}  // namespace

TEST_CASE("gradient buffer: x * x at 3 and 5 has the gradient 6 and 10", "[core]") {
  const Tensor x = parameter({2}, {3, 5});
  sum(x * x).backward();
  CHECK(difference(x.grad(), {2}, {6, 10}) == "");
}

TEST_CASE("gradient buffer: buffers may be requested and filled in every order", "[core]") {
  const std::vector<std::vector<size_t>> tensors = {// which tensor each of the three inputs is
                                                    {0, 1, 2},
                                                    {0, 0, 1},
                                                    {0, 1, 0},
                                                    {1, 0, 0},
                                                    {0, 0, 0}};
  const std::vector<real> values[] = {{3, 5}, {-2, 7}, {1, -4}};
  for (const std::vector<size_t>& at : tensors)
    for (const Fill how : {Fill::kAddEach, Fill::kAddRange, Fill::kAccumulator, Fill::kFlag})
      for (const bool used_before : {false, true}) {
        std::vector<size_t> requests{0, 1, 2};
        do {
          std::vector<size_t> writes{0, 1, 2};
          do {
            Inputs leaves;
            for (const auto& numbers : values)
              leaves.push_back(parameter({2}, numbers));
            const Inputs x{leaves[at[0]], leaves[at[1]], leaves[at[2]]};
            const Tensor y = product(x, requests, writes, how);
            // Backward runs the newest operation first, so this sum contributes before the product.
            (used_before ? y + (x[0] + x[1] + x[2]) : y).backward(Tensor::ones({2}));
            for (size_t leaf = 0; leaf < 3; ++leaf) {
              std::vector<double> expected{0, 0};
              for (size_t i = 0; i < 3; ++i)
                for (size_t j = 0; at[i] == leaf && j < 2; ++j)
                  expected[j] +=
                      static_cast<double>(values[at[(i + 1) % 3]][j] * values[at[(i + 2) % 3]][j]) +
                      (used_before ? 1 : 0);
              if (!leaves[leaf].has_grad()) continue;
              CHECK(difference(leaves[leaf].grad(), {2}, expected) == "");
            }
          } while (std::ranges::next_permutation(writes).found);
        } while (std::ranges::next_permutation(requests).found);
      }
}

TEST_CASE("gradient buffer: a closure may add to a buffer several times", "[core]") {
  const Tensor x = parameter({2}, {3, 5});
  const Tensor y = record("cube", (x * x * x).detach(), {x}, [x = x.detach()](const Gradients& g) {
    GradientBuffer dx = g.input(0);
    for (int times = 0; times < 3; ++times)
      dx.add_each([&](int64_t i) { return x.data()[i] * x.data()[i] * g.output()[i]; });
    dx.accumulator()[1] += 1;
  });
  sum(y).backward();
  CHECK(difference(x.grad(), {2}, {27, 76}) == "");
}

TEST_CASE("gradient buffer: a buffer requested twice by one closure is an error", "[core]") {
  const Tensor x = parameter({1}, {3});
  const Tensor y = record("twice", x.clone(), {x}, [](const Gradients& g) {
    if (g.input(0)) g.input(0).add_each([&](int64_t i) { return g.output()[i]; });
  });
  CHECK_THROWS_WITH(
      y.backward(),
      "twice: the closure requested the gradient buffer of input 0 twice; keep the first");
}

TEST_CASE("gradient buffer: an input without a gradient has no buffer", "[core]") {
  const Tensor x = parameter({1}, {3}), constant = Tensor::ones({1});
  const Tensor y = record("first", x.clone(), {x, constant}, [](const Gradients& g) {
    GradientBuffer none = g.input(1);
    CHECK_FALSE(none);
    CHECK(none.accumulator() == nullptr);
    none.add_each([](int64_t) { return real(1); });
    g.input(0).add_each([&](int64_t i) { return g.output()[i]; });
  });
  y.backward();
  CHECK(x.grad().item() == 1);
}

TEST_CASE("gradient buffer: every operation takes one tensor as several inputs", "[core]") {
  const Shape square{4, 4}, batch{2, 3, 4};
  const Tensor condition = Tensor::from({4, 1}, {1, 0, 1, 0});
  const std::vector<int32_t> targets{3, 0, -100, 1};
  const auto binary = [&](const std::string& name, Tensor (*f)(const Tensor&, const Tensor&)) {
    check_same_tensor(name, square, 2, [=](const Inputs& x) { return f(x[0], x[1]); });
  };
  binary("add", operator+);
  binary("sub", operator-);
  binary("mul", operator*);
  binary("div", operator/);
  binary("maximum", maximum);
  binary("minimum", minimum);
  check_same_tensor("where", square, 2,
                    [&](const Inputs& x) { return where(condition, x[0], x[1]); });
  check_same_tensor("add_dropout", square, 2, [](const Inputs& x) {
    Rng rng;
    return add_dropout(x[0], x[1], real(0.5), rng);
  });
  for (const bool transpose_a : {false, true})
    for (const bool transpose_b : {false, true})
      check_same_tensor("matmul", square, 2, [=](const Inputs& x) {
        return matmul(x[0], x[1], {.transpose_a = transpose_a, .transpose_b = transpose_b});
      });
  check_same_tensor("linear", square, 2, [](const Inputs& x) { return linear(x[0], x[1]); });
  check_same_tensor("linear_cross_entropy", square, 2,
                    [&](const Inputs& x) { return linear_cross_entropy(x[0], x[1], {}, targets); });
  check_same_tensor("layer_norm", {4}, 3,
                    [](const Inputs& x) { return layer_norm(x[0], x[1], x[2]); });
  check_same_tensor("concat", square, 3, [](const Inputs& x) {
    return gloss::concat({x[0], x[1], x[2]}, 1);
  });
  check_same_tensor("additive_scores", batch, 2,
                    [](const Inputs& x) { return additive_scores(x[0], x[1], Tensor::ones({4})); });
  check_same_tensor("head_weights", batch, 2,
                    [](const Inputs& x) { return head_weights(x[0], x[1], {.heads = 2}); });
}
