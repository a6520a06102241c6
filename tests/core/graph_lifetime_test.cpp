// How long graphs and what they hold stay in memory, and that no depth of graph overflows the
// stack.

#include <functional>
#include <stdexcept>
#include <vector>

#include "core/allocator.h"
#include "core/autograd.h"
#include "core/ops.h"
#include "tests/support/catch.h"

using gloss::FiniteGuard;
using gloss::Gradients;
using gloss::real;
using gloss::Tensor;
namespace allocator = gloss::allocator;

namespace {

constexpr int kDeep = 100000;

Tensor parameter(int64_t size, real value = 1) {
  Tensor x = Tensor::full({size}, value);
  x.set_requires_grad();
  return x;
}

Tensor chain(const Tensor& x, const std::function<Tensor(const Tensor&, int)>& step) {
  Tensor y = x;
  for (int i = 0; i < kDeep; ++i)
    y = step(y, i);
  return y;
}

Tensor plus(const Tensor& y, int) {
  return y + real(1);
}

Tensor product_or_tanh(const Tensor& y, int i) {
  return i % 2 ? y * y : tanh(y);
}

// An operation whose closure keeps the input itself, graph and all, as a careless author writes it.
Tensor careless(const Tensor& x, int) {
  return record("careless", x.clone(), {x}, [x](const Gradients& g) {
    g.input(0).add_each([&](int64_t) { return *g.output() + 0 * x.item(); });
  });
}

}  // namespace

TEST_CASE("graph: a hundred thousand operations are built and dropped", "[core]") {
  const int64_t before = allocator::live();
  for (const auto& step : {plus, product_or_tanh, careless}) {
    const Tensor x = parameter(1);
    { const Tensor y = chain(x, step); }
    CHECK(allocator::live() == before + 64);
  }
  CHECK(allocator::live() == before);
}

TEST_CASE("graph: a hundred thousand operations are back-propagated", "[core]") {
  const int64_t before = allocator::live();
  {
    const Tensor x = parameter(1);
    const Tensor y = chain(x, plus);
    y.backward();
    CHECK(x.grad().item() == 1);
    const Tensor z = chain(x, careless);
    z.backward();
    CHECK(x.grad().item() == 2);
    chain(x, product_or_tanh).backward();
    CHECK(x.has_grad());
  }
  CHECK(allocator::live() == before);
}

TEST_CASE("graph: a long chain may share one end and go at once with the other", "[core]") {
  const int64_t before = allocator::live();
  {
    const Tensor x = parameter(1);
    Tensor y = chain(x, product_or_tanh);
    Tensor z = y * y;
    y = Tensor();
    z = Tensor();
    CHECK(allocator::live() == before + 64);
  }
  CHECK(allocator::live() == before);
}

TEST_CASE("graph: sums keep no operands, products keep theirs", "[core]") {
  const int64_t before = allocator::live();
  constexpr int64_t kBytes = 4096;
  const Tensor x = parameter(kBytes / static_cast<int64_t>(sizeof(real)));
  Tensor y = x;
  for (int i = 0; i < 10; ++i)
    y = y + x;
  CHECK(allocator::live() == before + 2 * kBytes);  // x and the last sum
  y = x;
  for (int i = 0; i < 10; ++i)
    y = y * x;
  CHECK(allocator::live() == before + 11 * kBytes);
}

TEST_CASE("graph: memory is freed as backward goes", "[core]") {
  const int64_t before = allocator::live();
  constexpr int64_t kBytes = 4096;
  const Tensor x = parameter(kBytes / static_cast<int64_t>(sizeof(real)));
  Tensor y = x;
  for (int i = 0; i < 50; ++i)
    y = tanh(y);
  const int64_t forward = allocator::live();
  CHECK(forward == before + 51 * kBytes);
  allocator::reset_peak();
  y.backward(Tensor::ones(y.shape()));
  // Besides the graph no more than the seed and the gradients of two neighbours at a time.
  CHECK(allocator::peak() <= forward + 3 * kBytes);
  CHECK(allocator::live() == before + 3 * kBytes);  // x, its gradient and y, though y is still held
}

TEST_CASE("graph: an exception leaves nothing behind", "[core]") {
  const Tensor x = parameter(8, 0);
  const int64_t before = allocator::live();
  CHECK_THROWS_AS(tanh(x) * Tensor::zeros({7}), std::invalid_argument);
  CHECK_THROWS_AS(matmul(reshape(tanh(x), {2, 4}), reshape(x * x, {2, 4})), std::invalid_argument);
  CHECK_THROWS_AS(gloss::concat({tanh(x), Tensor::zeros({1, 8})}, 0), std::invalid_argument);
  {
    const FiniteGuard guard;
    CHECK_THROWS_AS(log(tanh(x)), std::runtime_error);
    CHECK_THROWS_AS(sum(sqrt(x * x)).backward(), std::runtime_error);
  }
  CHECK(allocator::live() == before);
}

TEST_CASE("graph: a backward pass that failed does not disturb the next", "[core]") {
  const Tensor x = parameter(1, 3);
  bool fail = true;
  const Tensor y = x * x;
  const Tensor z = record("moody", y.clone(), {y}, [&fail](const Gradients& g) {
    g.input(0).add_each([&](int64_t) { return *g.output(); });
    if (fail) throw std::runtime_error("moody: not now");
  });
  CHECK_THROWS_WITH(z.backward({.keep_graph = true}), "moody: not now");
  CHECK_FALSE(x.has_grad());
  fail = false;
  z.backward();
  CHECK(x.grad().item() == 6);
}
