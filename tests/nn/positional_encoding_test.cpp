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

TEST_CASE("positions: an error names the positions that do not exist", "[nn]") {
  Rng rng;
  const nn::LearntPositions positions(5, 3, rng);
  CHECK_THROWS_WITH(positions(4, 2),
                    "learnt_positions: positions 4 to 5 were asked for: weight is [5, 3]");
  CHECK_THROWS_WITH(nn::sinusoidal_positions(-1, 2, 3),
                    "sinusoidal_positions: needs positions from 0 on, and features: first is -1, "
                    "count is 2, features are 3");
}
