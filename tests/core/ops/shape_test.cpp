#include <algorithm>
#include <numeric>
#include <vector>

#include "core/ops.h"
#include "tests/core/compare.h"
#include "tests/support/catch.h"

using gloss::difference;
using gloss::real;
using gloss::Shape;
using gloss::Tensor;

namespace {

Tensor counting(const Shape& shape) {
  Tensor x(shape);
  std::iota(x.values().begin(), x.values().end(), real(0));
  x.set_requires_grad();
  return x;
}

}  // namespace

TEST_CASE("reshape: the same memory under another shape", "[core]") {
  const Tensor x = counting({2, 6}), y = reshape(x, {3, -1});
  CHECK(y.shape() == Shape{3, 4});
  CHECK(y.data() == x.data());
  CHECK(reshape(x, {-1}).shape() == Shape{12});
  CHECK(reshape(x, {2, 3, 2, -1}).shape() == Shape{2, 3, 2, 1});
  CHECK(reshape(Tensor::scalar(1), {1, 1}).shape() == Shape{1, 1});
  CHECK(reshape(Tensor::ones({1}), Shape{}).shape() == Shape{});
  CHECK(reshape(Tensor::zeros({0, 3}), {-1, 5}).shape() == Shape{0, 5});
  (y * y).backward(Tensor::ones({3, 4}));
  CHECK(difference(x.grad(), {2, 6}, {0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22}) == "");
}

TEST_CASE("reshape: sizes must agree", "[core]") {
  const Tensor x = counting({2, 3});
  CHECK_THROWS_WITH(reshape(x, {4, 2}), "reshape: sizes differ: x is [2, 3], asked for [4, 2]");
  CHECK_THROWS_WITH(reshape(x, Shape{5}), "reshape: sizes differ: x is [2, 3], asked for [5]");
  CHECK_THROWS_WITH(reshape(x, {4, -1}),
                    "reshape: sizes differ: x is [2, 3], asked for [4, 1] and the rest");
  CHECK_THROWS_WITH(reshape(x, {0, -1}),
                    "reshape: sizes differ: x is [2, 3], asked for [0, 1] and the rest");
  CHECK_THROWS_WITH(reshape(x, {-1, -1}), "shape: a dimension cannot be negative: -1");
}

TEST_CASE("select: an entry of the first axis, without a copy", "[core]") {
  const Tensor x = counting({3, 2}), y = select(x, 1);
  CHECK(difference(y, {2}, {2, 3}) == "");
  CHECK(y.data() == x.data() + 2);
  CHECK(select(counting({3}), 2).item() == 2);
  y.backward(Tensor::from({2}, {5, 7}));
  CHECK(difference(x.grad(), {3, 2}, {0, 0, 5, 7, 0, 0}) == "");
  CHECK_THROWS_WITH(select(x, 3), "select: no entry 3: x is [3, 2]");
  CHECK_THROWS_WITH(select(x, -1), "select: no entry -1: x is [3, 2]");
  CHECK_THROWS_WITH(select(Tensor::scalar(0), 0), "select: no entry 0: x is []");
}

TEST_CASE("slice: free along the first axis, a copy along others", "[core]") {
  Tensor x = counting({3, 4});
  const Tensor rows = slice(x, 0, 1, 3), columns = slice(x, 1, 1, 3);
  CHECK(difference(rows, {2, 4}, {4, 5, 6, 7, 8, 9, 10, 11}) == "");
  CHECK(rows.data() == x.data() + 4);
  CHECK(difference(columns, {3, 2}, {1, 2, 5, 6, 9, 10}) == "");
  CHECK(slice(counting({1, 1, 5}), 2, 3, 5).shape() == Shape{1, 1, 2});
  CHECK(slice(x, -1, 2, 2).shape() == Shape{3, 0});
  columns.backward(Tensor::from({3, 2}, {1, 2, 3, 4, 5, 6}));
  CHECK(difference(x.grad(), {3, 4}, {0, 1, 2, 0, 0, 3, 4, 0, 0, 5, 6, 0}) == "");
  x.zero_grad();
  sum(rows).backward();
  CHECK(difference(x.grad(), {3, 4}, {0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1}) == "");
}

TEST_CASE("slice: an inner axis of three", "[core]") {
  const Tensor x = counting({2, 3, 2}), y = slice(x, 1, 1, 2);
  CHECK(difference(y, {2, 1, 2}, {2, 3, 8, 9}) == "");
  sum(y).backward();
  CHECK(difference(x.grad(), {2, 3, 2}, {0, 0, 1, 1, 0, 0, 0, 0, 1, 1, 0, 0}) == "");
}

TEST_CASE("slice: ranges outside the axis are refused", "[core]") {
  const Tensor x = counting({3, 4});
  CHECK_THROWS_WITH(slice(x, 1, 2, 5), "slice: [2, 5) is outside axis 1: x is [3, 4]");
  CHECK_THROWS_WITH(slice(x, -1, -1, 2), "slice: [-1, 2) is outside axis 1: x is [3, 4]");
  CHECK_THROWS_WITH(slice(x, 0, 2, 1), "slice: [2, 1) is outside axis 0: x is [3, 4]");
  CHECK_THROWS_WITH(slice(x, 2, 0, 1), "slice: no axis 2 in [3, 4]");
}

TEST_CASE("split: equal parts whose gradients meet again", "[core]") {
  const Tensor x = counting({2, 6});
  const std::vector<Tensor> parts = split(x, 1, 3);
  REQUIRE(parts.size() == 3);
  CHECK(difference(parts[2], {2, 2}, {4, 5, 10, 11}) == "");
  (parts[0] * 2 + parts[2] * 3).backward(Tensor::ones({2, 2}));
  CHECK(difference(x.grad(), {2, 6}, {2, 2, 0, 0, 3, 3, 2, 2, 0, 0, 3, 3}) == "");
  CHECK_THROWS_WITH(split(x, 1, 4), "split: axis 1 does not divide by 4: x is [2, 6]");
  CHECK_THROWS_WITH(split(x, 0, 0), "split: axis 0 does not divide by 0: x is [2, 6]");
}

// np.arange(24).reshape(2, 3, 4).transpose(2, 0, 1).ravel()
TEST_CASE("permute: agrees with numpy", "[core]") {
  const Tensor x = counting({2, 3, 4}), y = permute(x, {2, 0, 1});
  CHECK(difference(y, {4, 2, 3}, {0, 4, 8,  12, 16, 20, 1, 5, 9,  13, 17, 21,
                                  2, 6, 10, 14, 18, 22, 3, 7, 11, 15, 19, 23}) == "");
  CHECK(same_bits(permute(x, {-1, 0, -2}), y));
  y.backward(y.detach());
  CHECK(same_bits(x.grad(), x));  // the gradient finds its way back
}

// The longer shape has axes that hold whole vectors and a rest, and more rows than a chunk.
TEST_CASE("permute: every order of four axes puts each element in its place", "[core]") {
  for (const Shape& shape : {Shape{2, 3, 5, 7}, Shape{2, 37, 40, 19}}) {
    const Tensor x = counting(shape);
    std::vector<int> axes{0, 1, 2, 3};
    do {
      CAPTURE(shape, axes);
      const Tensor y = permute(x, axes);
      bool right = true;
      for (int64_t i = 0; i < shape[0]; ++i)
        for (int64_t j = 0; j < shape[1]; ++j)
          for (int64_t k = 0; k < shape[2]; ++k)
            for (int64_t l = 0; l < shape[3]; ++l) {
              const int64_t at[] = {i, j, k, l};
              right = right && y.at({at[axes[0]], at[axes[1]], at[axes[2]], at[axes[3]]}) ==
                                   x.at({i, j, k, l});
            }
      CHECK(right);
    } while (std::next_permutation(axes.begin(), axes.end()));
  }
}

TEST_CASE("permute, transpose: ranks below four, and mistakes", "[core]") {
  const Tensor x = counting({2, 3});
  CHECK(difference(transpose(x), {3, 2}, {0, 3, 1, 4, 2, 5}) == "");
  CHECK(difference(transpose(counting({2, 1, 2})), {2, 2, 1}, {0, 1, 2, 3}) == "");
  CHECK(permute(counting({3}), {0}).shape() == Shape{3});
  CHECK(permute(Tensor::scalar(5), {}).item() == 5);
  CHECK(transpose(Tensor::zeros({2, 0})).shape() == Shape{0, 2});
  CHECK_THROWS_WITH(transpose(counting({3})), "transpose: needs at least 2 dimensions: x is [3]");
  CHECK_THROWS_WITH(permute(x, {0}), "permute: there are 1 axes, x is [2, 3]");
  CHECK_THROWS_WITH(permute(x, {1, -1}), "permute: axis 1 stands twice: x is [2, 3]");
  CHECK_THROWS_WITH(permute(x, {0, 2}), "permute: no axis 2 in [2, 3]");
}

TEST_CASE("expand: repeats axes of length 1 and adds new ones, gradients add up", "[core]") {
  const Tensor x = counting({2, 1}), y = expand(x, {3, 2, 2});
  CHECK(difference(y, {3, 2, 2}, {0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1}) == "");
  sum(y).backward();
  CHECK(difference(x.grad(), {2, 1}, {6, 6}) == "");
  CHECK(expand(x, {2, 1}).data() == x.data());
  CHECK(expand(Tensor::zeros({1}), {0}).shape() == Shape{0});
  CHECK_THROWS_WITH(expand(x, {1, 1}), "expand: x does not repeat to [1, 1]: x is [2, 1]");
  CHECK_THROWS_WITH(expand(x, {3, 3}), "expand: shapes do not broadcast: a is [2, 1], b is [3, 3]");
  CHECK_THROWS_WITH(expand(x, {2}), "expand: x does not repeat to [2]: x is [2, 1]");
}

TEST_CASE("concat: joins along any axis and hands each part its gradient", "[core]") {
  const Tensor a = counting({2, 1}), b = counting({2, 2});
  const Tensor y = gloss::concat({a, b, a}, 1);
  CHECK(difference(y, {2, 4}, {0, 0, 1, 0, 1, 2, 3, 1}) == "");
  y.backward(Tensor::from({2, 4}, {1, 2, 3, 4, 5, 6, 7, 8}));
  CHECK(difference(a.grad(), {2, 1}, {5, 13}) == "");  // used twice
  CHECK(difference(b.grad(), {2, 2}, {2, 3, 6, 7}) == "");
  CHECK(difference(gloss::concat({b, Tensor::ones({1, 2})}, 0), {3, 2}, {0, 1, 2, 3, 1, 1}) == "");
  CHECK(difference(gloss::concat({Tensor::zeros({2, 0}), b}, -1), {2, 2}, {0, 1, 2, 3}) == "");
}

TEST_CASE("concat: mistakes are named", "[core]") {
  const Tensor a = counting({2, 3});
  CHECK_THROWS_WITH(gloss::concat({}, 0), "concat: there is nothing to join");
  CHECK_THROWS_WITH(gloss::concat({a, counting({3, 3})}, 1),
                    "concat: shapes differ beyond axis 1: first is [2, 3], another is [3, 3]");
  CHECK_THROWS_WITH(gloss::concat({a, counting({2})}, -1),
                    "concat: shapes differ beyond axis 1: first is [2, 3], another is [2]");
  CHECK_THROWS_WITH(gloss::concat({a}, 2), "concat: no axis 2 in [2, 3]");
}

TEST_CASE("stack: makes a new first axis", "[core]") {
  const Tensor a = counting({2}), b = counting({2});
  const Tensor y = gloss::stack({a, b});
  CHECK(difference(y, {2, 2}, {0, 1, 0, 1}) == "");
  y.backward(Tensor::from({2, 2}, {1, 2, 3, 4}));
  CHECK(difference(b.grad(), {2}, {3, 4}) == "");
  CHECK(gloss::stack({Tensor::scalar(1), Tensor::scalar(2)}).shape() == Shape{2});
  CHECK_THROWS_WITH(gloss::stack({a, counting({3})}),
                    "stack: shapes differ: first is [2], another is [3]");
  CHECK_THROWS_WITH(gloss::stack({}), "stack: there is nothing to join");
}
