#include "nn/embedding.h"

#include <stdexcept>
#include <vector>

#include "core/ops.h"
#include "tests/core/compare.h"
#include "tests/support/catch.h"

using namespace gloss;

using Ids = std::vector<int32_t>;

TEST_CASE("embedding: each id gives its row of the table, in the given shape", "[nn]") {
  const nn::Embedding layer(Tensor::from({3, 2}, {1, 2, 3, 4, 5, 6}));
  CHECK(difference(layer(Ids{2, 0, 2, 1}, {2, 2}), {2, 2, 2}, {5, 6, 1, 2, 5, 6, 3, 4}) == "");
}

TEST_CASE("embedding: rows start normal with variance 1 / width", "[nn]") {
  Rng rng;
  const nn::Embedding layer(500, 16, rng);
  CHECK(static_cast<double>(mean(layer.weight).item()) == Approx(0).margin(0.01));
  CHECK(static_cast<double>(variance(layer.weight).item()) == Approx(1.0 / 16).epsilon(0.05));
}

TEST_CASE("embedding: a tied table shares memory and gradient", "[nn]") {
  Rng rng;
  const nn::Embedding first(3, 2, rng), second(first.weight);
  sum(second(Ids{1}, {1})).backward();
  CHECK(difference(first.weight.grad(), {3, 2}, {0, 0, 1, 1, 0, 0}) == "");
}

TEST_CASE("embedding: an id outside the table is an error that names its position", "[nn]") {
  Rng rng;
  const nn::Embedding layer(3, 2, rng);
  CHECK_THROWS_WITH(layer(Ids{1, 3}, {2}),
                    "embedding: id 3 at 1 of [2] is outside a table of 3 rows");
  CHECK_THROWS_AS(layer(Ids{-2}, {1}), std::invalid_argument);
}
