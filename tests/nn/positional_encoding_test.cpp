#include "nn/positional_encoding.h"

#include <cmath>

#include "core/ops.h"
#include "tests/core/compare.h"
#include "tests/support/catch.h"

using namespace gloss;

TEST_CASE("sinusoidal_positions: sines and cosines alternate, as in the paper", "[nn]") {
  const double slow = 1 / std::pow(10000.0, 2.0 / 5), slower = 1 / std::pow(10000.0, 4.0 / 5);
  std::vector<double> expected;
  for (const double t : {2, 3, 4})
    expected.insert(expected.end(), {std::sin(t), std::cos(t), std::sin(t * slow),
                                     std::cos(t * slow), std::sin(t * slower)});
  CHECK(difference(nn::sinusoidal_positions(2, 3, 5), {3, 5}, expected) == "");
}

TEST_CASE("sinusoidal_positions: a position has the same bits wherever the range begins", "[nn]") {
  const Tensor all = nn::sinusoidal_positions(0, 300, 16);
  for (const int64_t t : {0, 1, 255, 299})
    CHECK(same_bits(nn::sinusoidal_positions(t, 1, 16), slice(all, 0, t, t + 1)));
  CHECK(nn::sinusoidal_positions(7, 0, 16).shape() == Shape{0, 16});
}

TEST_CASE("learnt_positions: positions are rows of the table, which receive the gradient", "[nn]") {
  Rng rng;
  nn::LearntPositions positions(5, 3, rng);
  const Tensor y = positions(1, 2);
  CHECK(same_bits(y, slice(positions.weight, 0, 1, 3)));
  sum(y).backward();
  CHECK(difference(positions.weight.grad(), {5, 3},
                   {0, 0, 0, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0}) == "");
  CHECK(positions.parameter_count() == 15);
}

TEST_CASE("learnt_positions: positions past the last share its vector", "[nn]") {
  Rng rng;
  const nn::LearntPositions positions(5, 3, rng);
  const Tensor last = slice(positions.weight, 0, 4, 5);
  CHECK(same_bits(positions(4, 3), concat({last, last, last}, 0)));
}

TEST_CASE("rotate_by_position: each pair turns by its angle", "[nn]") {
  // One head of four features at position 3: the angles are 3 and 3 / 100.
  const Tensor y = nn::rotate_by_position(Tensor::from({1, 1, 4}, {1, 2, 3, 4}), 1, 3);
  CHECK(difference(y, {1, 1, 4},
                   {std::cos(3) - 2 * std::sin(3), std::sin(3) + 2 * std::cos(3),
                    3 * std::cos(0.03) - 4 * std::sin(0.03),
                    3 * std::sin(0.03) + 4 * std::cos(0.03)}) == "");
  // Two heads of two: both turn by 3.
  CHECK(difference(nn::rotate_by_position(Tensor::from({1, 1, 4}, {1, 2, 1, 2}), 2, 3), {1, 1, 4},
                   {std::cos(3) - 2 * std::sin(3), std::sin(3) + 2 * std::cos(3),
                    std::cos(3) - 2 * std::sin(3), std::sin(3) + 2 * std::cos(3)}) == "");
}

TEST_CASE("rotate_by_position: a product of query and key depends on their distance alone",
          "[nn]") {
  Rng rng;
  const Tensor query = Tensor::uniform({1, 1, 8}, -1, 1, rng);
  const Tensor key = Tensor::uniform({1, 1, 8}, -1, 1, rng);
  const auto product = [&](int64_t of_query, int64_t of_key) {
    return sum(nn::rotate_by_position(query, 2, of_query) * nn::rotate_by_position(key, 2, of_key))
        .item();
  };
  CHECK(product(7, 4) == Approx(product(3, 0)).epsilon(1e-4));
  CHECK(product(7, 4) != Approx(product(7, 5)).epsilon(1e-4));
}

TEST_CASE("positions: an error names the positions or sizes that do not fit", "[nn]") {
  CHECK_THROWS_WITH(nn::sinusoidal_positions(-1, 2, 3),
                    "sinusoidal_positions: needs positions from 0 on, and features: first is -1, "
                    "count is 2, features are 3");
  CHECK_THROWS_WITH(nn::rotate_by_position(Tensor::zeros({1, 2, 6}), 2, 0),
                    "rotate_by_position: each head needs an even number of features: "
                    "x is [1, 2, 6], heads are 2");
}
