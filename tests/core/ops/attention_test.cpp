#include <vector>

#include "core/ops.h"
#include "tests/core/compare.h"
#include "tests/support/catch.h"

using gloss::difference;
using gloss::real;
using gloss::Shape;
using gloss::Tensor;

namespace {

using Ids = std::vector<int32_t>;

Tensor parameter(const Shape& shape, const std::vector<real>& values) {
  Tensor x = Tensor::from(shape, values);
  x.set_requires_grad();
  return x;
}

}  // namespace

// q = [[[.1, -.2, .3], [.5, 0, -1]]]; k = [[[1, 2, 3], [-1, .5, .25]]]; v = [1, -2, .5];
// y = (v * torch.tanh(q[:, :, None] + k[:, None])).sum(-1), with the seed [[[1, 2], [3, -1]]]
TEST_CASE("additive_scores: values and gradients agree with PyTorch", "[core]") {
  const Tensor query = parameter({1, 2, 3}, {0.1f, -0.2f, 0.3f, 0.5f, 0, -1});
  const Tensor keys = parameter({1, 2, 3}, {1, 2, 3, -1, 0.5f, 0.25f});
  const Tensor v = parameter({3}, {1, -2, 0.5f});
  const Tensor y = additive_scores(query, keys, v);
  CHECK(difference(y, {1, 2, 2}, {-0.594471524, -1.04866299, -0.540893116, -1.70392595}) == "");
  y.backward(Tensor::from({1, 2, 2}, {1, 2, 3, -1}));
  CHECK(difference(query.grad(), {1, 2, 3},
                   {1.33303604, -3.8676646, 0.752192867, -0.244327816, 1.14899052, -0.192316667}) ==
        "");
  CHECK(difference(
            keys.grad(), {1, 2, 3},
            {0.901321233, -0.631021697, 0.108689586, 0.187386989, -2.08765238, 0.451186614}) == "");
  CHECK(difference(v.grad(), {3}, {2.5454652, 3.95939682, 5.52555508}) == "");
}

TEST_CASE("additive_scores: is the sum of products that its equation says", "[core]") {
  gloss::Rng rng;
  for (const int64_t units : {1, 15, 16, 17, 37}) {
    const Tensor query = Tensor::uniform({2, 3, units}, -1, 1, rng);
    const Tensor keys = Tensor::uniform({2, 5, units}, -1, 1, rng);
    const Tensor v = Tensor::uniform({units}, -1, 1, rng);
    const Tensor expected =
        sum(v * tanh(reshape(query, {2, 3, 1, units}) + reshape(keys, {2, 1, 5, units})), -1);
    CHECK(difference(additive_scores(query, keys, v), {2, 3, 5},
                     {expected.values().begin(), expected.values().end()}) == "");
  }
}

TEST_CASE("additive_scores: keys past the length score 0 and get no gradient", "[core]") {
  const Tensor query = parameter({2, 1, 1}, {0, 0}), v = parameter({1}, {1});
  const Tensor keys = parameter({2, 3, 1}, {1, 1, 1, 1, 1, 1});
  const Tensor y = additive_scores(query, keys, v, Ids{2, 0});
  CHECK(difference(y, {2, 1, 3}, {0.761594156, 0.761594156, 0, 0, 0, 0}) == "");
  sum(y).backward();
  CHECK(difference(keys.grad(), {2, 3, 1}, {0.419974342, 0.419974342, 0, 0, 0, 0}) == "");
  CHECK(difference(query.grad(), {2, 1, 1}, {2 * 0.419974342, 0}) == "");
  CHECK(difference(v.grad(), {1}, {2 * 0.761594156}) == "");
}

TEST_CASE("additive_scores: one tensor may be query and keys", "[core]") {
  gloss::Rng rng;
  const Tensor values = Tensor::uniform({2, 3, 37}, -1, 1, rng);
  Tensor x = values.clone(), query = values.clone(), keys = values.clone();
  const Tensor v = Tensor::uniform({37}, -1, 1, rng);
  for (Tensor* leaf : {&x, &query, &keys})
    leaf->set_requires_grad();
  sum(additive_scores(x, x, v)).backward();
  sum(additive_scores(query, keys, v)).backward();
  const Tensor both = query.grad() + keys.grad();
  CHECK(difference(x.grad(), both.shape(), {both.values().begin(), both.values().end()}, 1e-5) ==
        "");
}

TEST_CASE("additive_scores: mistakes are named with all shapes", "[core]") {
  const Tensor q = Tensor::zeros({2, 3, 5}), k = Tensor::zeros({2, 7, 5}), v = Tensor::zeros({5});
  CHECK_THROWS_WITH(additive_scores(q, Tensor::zeros({1, 7, 5}), v),
                    "additive_scores: batch and units must agree: query is [2, 3, 5], keys are "
                    "[1, 7, 5], v is [5]");
  CHECK_THROWS_WITH(additive_scores(q, k, Tensor::zeros({7})),
                    "additive_scores: batch and units must agree: query is [2, 3, 5], keys are "
                    "[2, 7, 5], v is [7]");
  CHECK_THROWS_WITH(additive_scores(Tensor::zeros({3, 5}), k, v),
                    "additive_scores: batch and units must agree: query is [3, 5], keys are "
                    "[2, 7, 5], v is [5]");
  CHECK_THROWS_WITH(additive_scores(q, k, v, Ids{7}),
                    "additive_scores: there are 1 lengths for 2 sequences: keys are [2, 7, 5]");
  CHECK_THROWS_WITH(additive_scores(q, k, v, Ids{7, 8}),
                    "additive_scores: length 8 is not in [0, 7]: keys are [2, 7, 5]");
}
