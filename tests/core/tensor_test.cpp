#include "core/tensor.h"

#include <stdexcept>
#include <vector>

#include "core/autograd.h"
#include "core/ops.h"
#include "tests/core/compare.h"
#include "tests/support/catch.h"

using gloss::difference;
using gloss::real;
using gloss::Rng;
using gloss::Shape;
using gloss::Tensor;

TEST_CASE("tensor: zeros, ones, full, scalar and from have the shape and the numbers asked for",
          "[core]") {
  CHECK(difference(Tensor::zeros({2, 3}), {2, 3}, {0, 0, 0, 0, 0, 0}) == "");
  CHECK(difference(Tensor::ones({2}), {2}, {1, 1}) == "");
  CHECK(difference(Tensor::full({1, 2}, -7), {1, 2}, {-7, -7}) == "");
  CHECK(difference(Tensor::scalar(5), {}, {5}) == "");
  CHECK(difference(Tensor::from({2, 2}, {1, 2, 3, 4}), {2, 2}, {1, 2, 3, 4}) == "");
  CHECK(difference(Tensor::from({3}, std::vector<real>{1, 2, 3}), {3}, {1, 2, 3}) == "");
  CHECK(Tensor::zeros({0, 3}).size() == 0);
  CHECK(Tensor(Shape{2, 5}).size(-1) == 5);
}

TEST_CASE("tensor: uniform and normal draw what fill_uniform and fill_normal draw", "[core]") {
  Rng a, b, c, d;
  std::vector<real> u(6), n(6);
  gloss::fill_uniform(u.data(), 6, -1, 2, a);
  gloss::fill_normal(n.data(), 6, 1, 3, b);
  CHECK(same_bits(Tensor::uniform({2, 3}, -1, 2, c), Tensor::from({2, 3}, u)));
  CHECK(same_bits(Tensor::normal({2, 3}, 1, 3, d), Tensor::from({2, 3}, n)));
  CHECK(c.position == 2);
}

TEST_CASE("tensor: a default tensor holds nothing", "[core]") {
  const Tensor none;
  CHECK_FALSE(none);
  CHECK(none.data() == nullptr);
  CHECK_FALSE(none.requires_grad());
  CHECK(none.shape() == Shape{0});
  CHECK_THROWS_WITH(none.item(), "item: needs exactly one element: x is [0]");
  CHECK_THROWS_WITH(none.at({}), "at: there are 0 indices: x is [0]");
  CHECK(sum(none).item() == 0);
  CHECK(none.clone().shape() == Shape{0});
  CHECK_THROWS_WITH(Tensor::ones({2}) + none, "add: shapes do not broadcast: a is [2], b is [0]");
  CHECK(Tensor::scalar(0));
}

TEST_CASE("tensor: from refuses a number of values that does not match the shape", "[core]") {
  CHECK_THROWS_WITH(Tensor::from({2, 3}, {1, 2}), "from: shape [2, 3] holds 6 elements, not 2");
  CHECK_THROWS_AS(Tensor::from({}, {1, 2}), std::invalid_argument);
}

TEST_CASE("tensor: item is the only element and refuses any other number of elements", "[core]") {
  CHECK(Tensor::from({1, 1}, {3}).item() == 3);
  CHECK_THROWS_WITH(Tensor::zeros({2}).item(), "item: needs exactly one element: x is [2]");
  CHECK_THROWS_WITH(Tensor::zeros({0}).item(), "item: needs exactly one element: x is [0]");
}

TEST_CASE("tensor: at returns an element and checks the bounds of its index", "[core]") {
  const Tensor x = Tensor::from({2, 3}, {0, 1, 2, 10, 11, 12});
  CHECK(x.at({1, 2}) == 12);
  CHECK(x.at({0, 1}) == 1);
  CHECK(Tensor::scalar(4).at({}) == 4);
  CHECK_THROWS_WITH(x.at({2, 0}), "at: index 2 is outside axis 0: x is [2, 3]");
  CHECK_THROWS_WITH(x.at({0, 3}), "at: index 3 is outside axis 1: x is [2, 3]");
  CHECK_THROWS_WITH(x.at({0, -1}), "at: index -1 is outside axis 1: x is [2, 3]");
  CHECK_THROWS_WITH(x.at({0}), "at: there are 1 indices: x is [2, 3]");
  CHECK_THROWS_WITH(x.at({0, 0, 0, 0, 0}), "at: there are 5 indices: x is [2, 3]");
}

TEST_CASE("tensor: copies, views and detached handles share memory, clones do not", "[core]") {
  Tensor x = Tensor::from({2, 3}, {0, 1, 2, 3, 4, 5});
  x.set_requires_grad();
  const Tensor copy = x, detached = x.detach(), view = x.view({3}, 3), clone = x.clone();
  x.data()[4] = 40;
  CHECK(copy.at({1, 1}) == 40);
  CHECK(detached.at({1, 1}) == 40);
  CHECK(view.at({1}) == 40);
  CHECK(view.view({1}, 1).item() == 40);
  CHECK(clone.at({1, 1}) == 4);
  CHECK(copy.requires_grad());
  CHECK_FALSE(detached.requires_grad());
  CHECK_FALSE(view.requires_grad());
  CHECK_FALSE(clone.requires_grad());
}

TEST_CASE("tensor: a view keeps the memory alive", "[core]") {
  Tensor view;
  {
    const Tensor x = Tensor::full({100}, 7);
    view = x.view({2}, 98);
  }
  const Tensor other = Tensor::full({100}, 8);
  CHECK(difference(view, {2}, {7, 7}) == "");
}

TEST_CASE("tensor: a view outside the memory is refused", "[core]") {
  const Tensor x = Tensor::zeros({2, 3}), row = x.view({3}, 3);
  CHECK(row.view({6}, -3).data() == x.data());
  CHECK(x.view({0}, 6).size() == 0);
  CHECK_THROWS_WITH(x.view({7}), "view: [7] from 0 on is outside the memory: x is [2, 3]");
  CHECK_THROWS_WITH(row.view({3}, 1), "view: [3] from 1 on is outside the memory: x is [3]");
  CHECK_THROWS_WITH(row.view({3}, -4), "view: [3] from -4 on is outside the memory: x is [3]");
  CHECK_THROWS_WITH(x.view({0}, 7), "view: [0] from 7 on is outside the memory: x is [2, 3]");
  CHECK_THROWS_WITH(Tensor().view({1}), "view: [1] from 0 on is outside the memory: x is [0]");
}

TEST_CASE("tensor: a size that overflows is refused", "[core]") {
  CHECK_THROWS_WITH(Tensor::zeros({int64_t{1} << 62}), "shape: [4611686018427387904] is too large");
}

TEST_CASE("tensor: no gradient flows through a detached handle", "[core]") {
  Tensor x = Tensor::scalar(3);
  x.set_requires_grad();
  (x * x.detach()).backward();
  CHECK(x.grad().item() == 3);  // and not 6
}
