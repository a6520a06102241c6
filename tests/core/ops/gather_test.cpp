#include <algorithm>
#include <vector>

#include "core/ops.h"
#include "tests/core/compare.h"
#include "tests/support/catch.h"

using gloss::difference;
using gloss::Shape;
using gloss::Tensor;

namespace {

using Ids = std::vector<int32_t>;

Tensor table() {
  Tensor x = Tensor::from({3, 2}, {0, 1, 10, 11, 20, 21});
  x.set_requires_grad();
  return x;
}

}  // namespace

TEST_CASE("gather: rows come in the order asked for, repeated ones collect gradients", "[core]") {
  const Tensor x = table(), y = gather(x, Ids{2, 0, 2});
  CHECK(difference(y, {3, 2}, {20, 21, 0, 1, 20, 21}) == "");
  y.backward(Tensor::from({3, 2}, {1, 2, 3, 4, 5, 6}));
  CHECK(difference(x.grad(), {3, 2}, {3, 4, 0, 0, 6, 8}) == "");
}

TEST_CASE("gather: works on any number of dimensions and with no rows", "[core]") {
  const Tensor x = Tensor::from({2, 1, 2}, {1, 2, 3, 4}), v = Tensor::from({3}, {5, 6, 7});
  CHECK(difference(gather(x, Ids{1}), {1, 1, 2}, {3, 4}) == "");
  CHECK(difference(gather(v, Ids{2, 2}), {2}, {7, 7}) == "");
  CHECK(gather(x, Ids{}).shape() == Shape{0, 1, 2});
}

TEST_CASE("gather: mistakes are named", "[core]") {
  CHECK_THROWS_WITH(gather(table(), Ids{0, 3}), "gather: row 3 at 1 is outside: x is [3, 2]");
  CHECK_THROWS_WITH(gather(table(), Ids{-1}), "gather: row -1 at 0 is outside: x is [3, 2]");
  CHECK_THROWS_WITH(gather(Tensor::scalar(0), Ids{0}),
                    "gather: needs at least 1 dimension: x is []");
}

TEST_CASE("embedding: an id becomes its row of the table", "[core]") {
  const Tensor x = table(), y = embedding(x, Ids{1, 0, 1, 1}, {2, 2});
  CHECK(difference(y, {2, 2, 2}, {10, 11, 0, 1, 10, 11, 10, 11}) == "");
  y.backward(Tensor::from({2, 2, 2}, {1, 2, 3, 4, 5, 6, 7, 8}));
  CHECK(difference(x.grad(), {3, 2}, {3, 4, 13, 16, 0, 0}) == "");
  CHECK(embedding(x, Ids{2}, {}).shape() == Shape{2});
}

TEST_CASE("embedding: many repeated ids add up exactly, in tables of any width", "[core]") {
  for (const int64_t width : {1, 31, 32, 33, 100}) {
    Tensor weight = Tensor::zeros({2, width});
    weight.set_requires_grad();
    Ids ids(1000, 1);
    ids[0] = 0;
    sum(embedding(weight, ids, {1000})).backward();
    std::vector<double> expected(static_cast<size_t>(2 * width), 1);
    std::fill(expected.begin() + width, expected.end(), 999);
    CHECK(difference(weight.grad(), {2, width}, expected) == "");
  }
}

TEST_CASE("embedding: mistakes are named", "[core]") {
  CHECK_THROWS_WITH(embedding(Tensor::zeros({3}), Ids{0}, {1}),
                    "embedding: the table needs 2 dimensions: weight is [3]");
  CHECK_THROWS_WITH(embedding(table(), Ids{0, 1}, {3}),
                    "embedding: there are 2 ids for a shape of [3]");
  CHECK_THROWS_WITH(embedding(table(), Ids{0, 1, 2, 3}, {2, 2}),
                    "embedding: id 3 at 3 of [2, 2] is outside a table of 3 rows");
  CHECK_THROWS_WITH(embedding(table(), Ids{-2}, {}),
                    "embedding: id -2 at 0 of [] is outside a table of 3 rows");
}

TEST_CASE("embedding: kNoId gives zeros and no gradient", "[core]") {
  Tensor weight = Tensor::from({2, 2}, {1, 2, 3, 4});
  weight.set_requires_grad();
  const Tensor y = embedding(weight, Ids{1, gloss::kNoId, 1}, {3});
  CHECK(difference(y, {3, 2}, {3, 4, 0, 0, 3, 4}) == "");
  sum(y).backward();
  CHECK(difference(weight.grad(), {2, 2}, {0, 0, 2, 2}) == "");
}
