#include <numeric>
#include <thread>
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

Tensor counting(const Shape& shape) {
  Tensor x(shape);
  std::iota(x.values().begin(), x.values().end(), real(1));
  return x;
}

Tensor parameter(const Shape& shape, Rng& rng) {
  Tensor x = Tensor::uniform(shape, -1, 1, rng);
  x.set_requires_grad();
  return x;
}

// op(a) op(b) through broadcasting: [..., M, K, 1] * [..., 1, K, N] summed over K, for at most
// three dimensions.
Tensor reference(Tensor a, Tensor b, bool transpose_a, bool transpose_b) {
  if (transpose_a) a = transpose(a);
  if (transpose_b) b = transpose(b);
  return sum(reshape(a, a.shape().inserted(a.shape().rank(), 1)) *
                 reshape(b, b.shape().inserted(b.shape().rank() - 2, 1)),
             -2);
}

}  // namespace

// a = torch.arange(1., 7).reshape(2, 3); b = torch.tensor([[1., 0, -1, 2], [2, 1, 0, 1],
// [0, 3, 1, -2]]); (a @ b * torch.arange(1., 9).reshape(2, 4)).sum().backward()
TEST_CASE("matmul: values and gradients agree with PyTorch", "[core]") {
  Tensor a = counting({2, 3}), b = Tensor::from({3, 4}, {1, 0, -1, 2, 2, 1, 0, 1, 0, 3, 1, -2});
  a.set_requires_grad();
  b.set_requires_grad();
  const Tensor y = matmul(a, b);
  CHECK(difference(y, {2, 4}, {5, 11, 2, -2, 14, 23, 2, 1}) == "");
  y.backward(counting({2, 4}));
  CHECK(difference(a.grad(), {2, 3}, {6, 8, 1, 14, 24, 9}) == "");
  CHECK(difference(b.grad(), {3, 4}, {21, 26, 31, 36, 27, 34, 41, 48, 33, 42, 51, 60}) == "");
}

TEST_CASE("matmul: every form agrees with a sum of products, gradients too", "[core]") {
  struct Row {
    Shape a, b, result;  // before transposing
  };
  Rng rng;
  for (const Row& row : {Row{{5, 3}, {3, 7}, {5, 7}},
                         {{1, 1}, {1, 1}, {1, 1}},
                         {{2, 5, 3}, {2, 3, 7}, {2, 5, 7}},
                         {{2, 5, 3}, {3, 7}, {2, 5, 7}},
                         {{1, 5, 3}, {1, 3, 7}, {1, 5, 7}}}) {
    for (const bool transpose_a : {false, true})
      for (const bool transpose_b : {false, true}) {
        const auto stored = [](const Shape& s, bool transposed) {
          return transposed ? s.with(-2, s[-1]).with(-1, s[-2]) : s;
        };
        Tensor a = parameter(stored(row.a, transpose_a), rng);
        Tensor b = parameter(stored(row.b, transpose_b), rng);
        CAPTURE(a.shape(), b.shape(), transpose_a, transpose_b);
        const Tensor seed = Tensor::uniform(row.result, -1, 1, rng);
        const Tensor expected = reference(a, b, transpose_a, transpose_b);
        expected.backward(seed);
        const Tensor da = a.grad(), db = b.grad();
        a.zero_grad();
        b.zero_grad();
        const Tensor y = matmul(a, b, {.transpose_a = transpose_a, .transpose_b = transpose_b});
        y.backward(seed);
        const auto list = [](const Tensor& x) {
          return std::vector<double>(x.values().begin(), x.values().end());
        };
        CHECK(difference(y, row.result, list(expected)) == "");
        CHECK(difference(a.grad(), da.shape(), list(da), 2e-6) == "");
        CHECK(difference(b.grad(), db.shape(), list(db), 2e-6) == "");
      }
  }
}

TEST_CASE("matmul: four dimensions are batches of batches", "[core]") {
  Rng rng;
  const Tensor a = Tensor::uniform({2, 3, 5, 7}, -1, 1, rng);
  const Tensor b = Tensor::uniform({2, 3, 7, 2}, -1, 1, rng);
  const Tensor y = matmul(a, b);
  REQUIRE(y.shape() == Shape{2, 3, 5, 2});
  const Tensor last = matmul(a.view({5, 7}, 5 * 35), b.view({7, 2}, 5 * 14));
  CHECK(same_bits(y.view({5, 2}, 50), last));
}

TEST_CASE("matmul: an empty inner dimension gives zeros, an empty outer one nothing", "[core]") {
  CHECK(difference(matmul(Tensor::zeros({2, 0}), Tensor::zeros({0, 3})), {2, 3},
                   {0, 0, 0, 0, 0, 0}) == "");
  CHECK(matmul(Tensor::zeros({0, 2}), Tensor::zeros({2, 3})).shape() == Shape{0, 3});
  CHECK(matmul(Tensor::zeros({0, 2, 3}), Tensor::zeros({0, 3, 5})).shape() == Shape{0, 2, 5});
}

TEST_CASE("matmul: the gradient of one operand does not need the other's", "[core]") {
  Rng rng;
  const Tensor a = parameter({2, 3}, rng), b = Tensor::ones({3, 2});
  sum(matmul(a, b)).backward();
  CHECK(difference(a.grad(), {2, 3}, {2, 2, 2, 2, 2, 2}) == "");
  const Tensor c = Tensor::ones({2, 3}), d = parameter({3, 2}, rng);
  sum(matmul(c, d)).backward();
  CHECK(difference(d.grad(), {3, 2}, {2, 2, 2, 2, 2, 2}) == "");
}

TEST_CASE("matmul: mistakes are named with both shapes", "[core]") {
  const auto zeros = [](Shape shape) { return Tensor::zeros(shape); };
  CHECK_THROWS_WITH(matmul(zeros({32, 512}), zeros({256, 64})),
                    "matmul: inner dimensions differ: a is [32, 512], b is [256, 64]");
  CHECK_THROWS_WITH(matmul(zeros({3, 2}), zeros({2, 5}), {.transpose_a = true}),
                    "matmul: inner dimensions differ: a is [3, 2] transposed, b is [2, 5]");
  CHECK_THROWS_WITH(matmul(zeros({3, 2}), zeros({2, 5}), {.transpose_b = true}),
                    "matmul: inner dimensions differ: a is [3, 2], b is [2, 5] transposed");
  CHECK_THROWS_WITH(matmul(zeros({3}), zeros({3, 2})),
                    "matmul: both need at least 2 dimensions: a is [3], b is [3, 2]");
  CHECK_THROWS_WITH(matmul(zeros({2, 3, 5}), zeros({3, 5, 7})),
                    "matmul: leading dimensions differ: a is [2, 3, 5], b is [3, 5, 7]");
  CHECK_THROWS_WITH(matmul(zeros({3, 5}), zeros({2, 5, 7})),
                    "matmul: leading dimensions differ: a is [3, 5], b is [2, 5, 7]");
  CHECK_THROWS_WITH(matmul(zeros({2, 2, 3, 5}), zeros({4, 5, 7})),
                    "matmul: leading dimensions differ: a is [2, 2, 3, 5], b is [4, 5, 7]");
}

// X = torch.arange(12.).reshape(2, 2, 3); W = [[1, 0, -1], [2, 1, 0.5]]; b = [10, -10];
// (F.linear(X, W, b) * torch.arange(1., 9).reshape(2, 2, 2)).sum().backward()
TEST_CASE("linear: values and gradients agree with PyTorch", "[core]") {
  Tensor x(Shape{2, 2, 3});
  std::iota(x.values().begin(), x.values().end(), real(0));
  Tensor weight = Tensor::from({2, 3}, {1, 0, -1, 2, 1, 0.5});
  Tensor bias = Tensor::from({2}, {10, -10});
  x.set_requires_grad();
  weight.set_requires_grad();
  bias.set_requires_grad();
  const Tensor y = linear(x, weight, bias);
  CHECK(difference(y, {2, 2, 2}, {8, -8, 8, 2.5, 8, 13, 8, 23.5}) == "");
  y.backward(counting({2, 2, 2}));
  CHECK(difference(x.grad(), {2, 2, 3}, {5, 2, 0, 11, 4, -1, 17, 6, -2, 23, 8, -3}) == "");
  CHECK(difference(weight.grad(), {2, 3}, {102, 118, 134, 120, 140, 160}) == "");
  CHECK(difference(bias.grad(), {2}, {16, 20}) == "");
}

TEST_CASE("linear: one vector will do, and the bias may be left out", "[core]") {
  const Tensor x = Tensor::from({3}, {1, 2, 3}), weight = Tensor::from({2, 3}, {1, 0, -1, 2, 1, 1});
  CHECK(difference(linear(x, weight), {2}, {-2, 7}) == "");
  CHECK(difference(linear(x, weight, Tensor::from({2}, {1, -1})), {2}, {-1, 6}) == "");
  CHECK(linear(Tensor::zeros({0, 3}), weight).shape() == Shape{0, 2});
}

TEST_CASE("linear: mistakes are named with the shapes", "[core]") {
  const Tensor weight = Tensor::zeros({128, 256});
  CHECK_THROWS_WITH(linear(Tensor::zeros({32, 300}), weight),
                    "linear: x has 300 features, weight is [128, 256]: x is [32, 300]");
  CHECK_THROWS_WITH(linear(Tensor::zeros({256}), weight, Tensor::zeros({256})),
                    "linear: bias does not fit: bias is [256], weight is [128, 256]");
  CHECK_THROWS_WITH(
      linear(Tensor::scalar(0), weight),
      "linear: x needs features and weight two dimensions: x is [], weight is [128, 256]");
  CHECK_THROWS_WITH(linear(Tensor::zeros({2}), Tensor::zeros({2})),
                    "linear: x needs features and weight two dimensions: x is [2], weight is [2]");
}

TEST_CASE("linear: under a ConstantWeightsGuard the bits are the same and weights are packed once",
          "[core]") {
  Rng rng{.seed = 3};
  const Tensor x = Tensor::uniform({3, 20}, -1, 1, rng), bias = Tensor::uniform({40}, -1, 1, rng);
  Tensor weight = Tensor::uniform({40, 20}, -1, 1, rng);
  weight.set_requires_grad();
  const Tensor plain = linear(x, weight, bias);
  const int64_t before = gloss::allocator::live();
  {
    const gloss::ConstantWeightsGuard outer;
    CHECK(same_bits(linear(x, weight, bias), plain));
    const int64_t packed = gloss::allocator::live();
    CHECK(packed > before);
    {
      const gloss::ConstantWeightsGuard inner;  // shares what the outer one holds
      CHECK(same_bits(linear(x, weight, bias), plain));
    }
    CHECK(gloss::allocator::live() == packed);
    linear(x, slice(weight, 0, 20, 40));  // a part of a parameter is packed once, too
    const int64_t with_part = gloss::allocator::live();
    linear(x, slice(weight, 0, 20, 40));
    CHECK(gloss::allocator::live() == with_part);
    Tensor elsewhere;
    std::thread([&] {
      const gloss::ConstantWeightsGuard shared = outer;  // also on another thread
      elsewhere = linear(x, weight, bias);
    }).join();
    CHECK(same_bits(elsewhere, plain));
    elsewhere = Tensor();
    CHECK(gloss::allocator::live() == with_part);
    linear(x, weight * 2, bias);  // not a parameter: it is gone before the guard
  }
  CHECK(gloss::allocator::live() == before);
  for (real& w : weight.values())
    w = 0;
  const gloss::ConstantWeightsGuard later;
  CHECK(linear(x, weight).at({2, 39}) == 0);  // a new guard knows nothing of the old weights
}

TEST_CASE(
    "linear: under a ConstantWeightsGuard a view of a weight in another shape is not the weight",
    "[core]") {
  Rng rng{.seed = 4};
  const Tensor x = Tensor::uniform({2, 6}, -1, 1, rng), z = Tensor::uniform({2, 3}, -1, 1, rng);
  const Tensor weight = Tensor::uniform({4, 6}, -1, 1, rng);
  const Tensor view = reshape(slice(weight, 0, 0, 2), {4, 3});
  const Tensor expected = linear(z, view);
  const gloss::ConstantWeightsGuard guard;
  linear(x, weight);
  CHECK(same_bits(linear(z, view), expected));
}
