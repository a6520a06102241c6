#include <algorithm>

#include "core/ops.h"
#include "tests/core/compare.h"
#include "tests/support/catch.h"

using gloss::real;
using gloss::Rng;
using gloss::Tensor;

TEST_CASE("dropout: drops the share p and scales the rest to keep the mean", "[core]") {
  const Tensor x = Tensor::ones({100000});
  for (const real p : {real(0.1), real(0.5), real(0.9)}) {
    Rng rng{.seed = 4};
    const Tensor y = dropout(x, p, rng);
    const auto dropped = std::ranges::count(y.values(), real(0));
    CHECK(static_cast<double>(dropped) / 100000 == Approx(static_cast<double>(p)).margin(0.005));
    CHECK(std::ranges::count(y.values(), 1 / (1 - p)) == 100000 - dropped);
  }
}

TEST_CASE("dropout: the gradient passes where the value did, with the same factor", "[core]") {
  Rng rng;
  Tensor x = Tensor::ones({7, 11});
  x.set_requires_grad();
  const Tensor y = dropout(x, real(0.3), rng);
  sum(y).backward();
  CHECK(same_bits(x.grad(), y));
}

TEST_CASE("dropout: the generator's state decides what is dropped", "[core]") {
  const Tensor x = Tensor::ones({1000});
  Rng first, second, other{.seed = 2};
  const Tensor a = dropout(x, real(0.5), first);
  CHECK(first.position == 125);
  CHECK(same_bits(dropout(x, real(0.5), second), a));
  CHECK_FALSE(same_bits(dropout(x, real(0.5), first), a));  // the stream has moved on
  CHECK_FALSE(same_bits(dropout(x, real(0.5), other), a));
}

TEST_CASE("dropout: added to a tensor in one pass it drops the same elements", "[core]") {
  Rng first, second, random{.seed = 3};
  Tensor a = Tensor::uniform({40, 103}, -1, 1, random);
  Tensor b = Tensor::uniform({40, 103}, -1, 1, random), c = b.clone();
  for (Tensor* const x : {&a, &b, &c})
    x->set_requires_grad();
  const Tensor y = add_dropout(a, b, real(0.3), first), dropped = dropout(c, real(0.3), second);
  CHECK(first.position == second.position);
  for (int64_t i = 0; i < y.size(); ++i)
    CHECK(y.data()[i] == Approx(a.data()[i] + dropped.data()[i]).margin(1e-6));
  sum(y).backward();
  sum(dropped).backward();
  CHECK(same_bits(a.grad(), Tensor::ones({40, 103})));
  CHECK(same_bits(b.grad(), c.grad()));
  CHECK_THROWS_WITH(add_dropout(a, Tensor::ones({3}), 0, first),
                    "add_dropout: shapes must agree: base is [40, 103], x is [3]");
}

TEST_CASE("dropout: p = 0 is x itself and draws nothing", "[core]") {
  Rng rng;
  const Tensor x = Tensor::ones({3});
  CHECK(dropout(x, 0, rng).data() == x.data());
  CHECK(difference(add_dropout(x, x, 0, rng), {3}, {2, 2, 2}) == "");
  CHECK(rng.position == 0);
}

TEST_CASE("dropout: a p below 0 or from 1 on is refused", "[core]") {
  Rng rng;
  CHECK_THROWS_WITH(dropout(Tensor::ones({3}), 1, rng), "dropout: p must be in [0, 1): 1");
  CHECK_THROWS_WITH(dropout(Tensor::ones({3}), -1, rng), "dropout: p must be in [0, 1): -1");
}
