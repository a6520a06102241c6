#include "nn/linear.h"

#include "core/ops.h"
#include "tests/core/compare.h"
#include "tests/support/catch.h"
#include "tests/support/wave.h"

using namespace gloss;

// torch.nn.functional.linear(wave(1, 2, 3), wave(2, 2, 3), wave(3, 2))
TEST_CASE("linear: agrees with PyTorch", "[nn]") {
  Rng rng;
  const nn::Linear layer(3, 2, rng);
  fill_wave(layer.weight, 2);
  fill_wave(layer.bias, 3);
  CHECK(difference(layer(wave({2, 3}, 1)), {2, 2},
                   {0.927787495, -1.72506729, -0.470899609, 0.0532798547}) == "");
}

TEST_CASE("linear: the bias starts at 0 or is absent", "[nn]") {
  Rng rng;
  nn::Linear with(3, 2, rng), without(3, 2, rng, false);
  CHECK(max(abs(with.bias)).item() == 0);
  CHECK(with.parameter_count() == 8);
  CHECK(without.parameter_count() == 6);
  CHECK_FALSE(without.bias);
  CHECK(without(Tensor::zeros({4, 5, 3})).shape() == Shape{4, 5, 2});
}

TEST_CASE("linear: an input of another width is an error that names all shapes", "[nn]") {
  Rng rng;
  const nn::Linear layer(3, 2, rng);
  CHECK_THROWS_WITH(layer(Tensor::zeros({4, 5})),
                    ContainsSubstring("[4, 5]") && ContainsSubstring("[2, 3]"));
}
