#include "nn/dropout.h"

#include <cmath>

#include "tests/core/compare.h"
#include "tests/support/catch.h"

using namespace gloss;

TEST_CASE("dropout: in training a share p is set to 0 and the rest is scaled by 1 / (1 - p)",
          "[nn]") {
  nn::Dropout layer(real(0.25));
  thread_rng() = {.seed = 1};
  const Tensor y = layer(Tensor::ones({10000}));
  int64_t dropped = 0;
  for (const real v : y.values()) {
    if (v == 0)
      ++dropped;
    else if (v != Approx(4.0 / 3))
      FAIL("an element is " << v);
  }
  CHECK(std::abs(static_cast<double>(dropped) - 2500) < 200);  // over 4 standard deviations
}

TEST_CASE("dropout: every call has a mask of its own, which follows from the thread's stream",
          "[nn]") {
  const nn::Dropout layer(real(0.5));
  const Tensor x = Tensor::ones({64});
  thread_rng() = {.seed = 5};
  const Tensor first = layer(x), second = layer(x);
  CHECK_FALSE(same_bits(first, second));
  thread_rng() = {.seed = 5};
  CHECK(same_bits(layer(x), first));
  for (const Rng other : {Rng{.seed = 6}, Rng{.seed = 5, .stream = 1}}) {
    thread_rng() = other;
    CHECK_FALSE(same_bits(layer(x), first));
  }
}

TEST_CASE("dropout: in evaluation, and with p = 0, the output is the input", "[nn]") {
  const Tensor x = Tensor::ones({100});
  nn::Dropout layer(real(0.5)), none(0);
  layer.eval();
  CHECK(same_bits(layer(x), x));
  CHECK(same_bits(none(x), x));
}

TEST_CASE("dropout: p must be a probability below 1", "[nn]") {
  CHECK_THROWS_WITH(nn::Dropout(1), "dropout: p must be in [0, 1): 1");
  CHECK_THROWS_WITH(nn::Dropout(real(-0.5)), "dropout: p must be in [0, 1): -0.5");
}
