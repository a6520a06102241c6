#include <string>

#include "core/ops.h"
#include "tests/core/compare.h"
#include "tests/support/catch.h"

using gloss::difference;
using gloss::real;
using gloss::Tensor;

// F.layer_norm(x, (4,), gain, bias, 1e-5), and the gradients after (y * seed).sum().backward()
TEST_CASE("layer_norm: values and gradients agree with PyTorch", "[core]") {
  Tensor x = Tensor::from({2, 4}, {1, 2, 4, 8, -1, 0.5, 0, 3});
  Tensor gain = Tensor::from({4}, {1, 2, 0.5, -1});
  Tensor bias = Tensor::from({4}, {real(0), real(0.1), real(0.2), real(0.3)});
  x.set_requires_grad();
  gain.set_requires_grad();
  bias.set_requires_grad();
  const Tensor y = layer_norm(x, gain, bias);
  CHECK(difference(y, {2, 4},
                   {-1.02575458, -1.20550582, 0.246625208, -1.28525707, -1.10264307, -0.0696373954,
                    -0.0120467443, -1.31155526}) == "");
  y.backward(Tensor::from({2, 4}, {1, 2, 3, 4, 0.5, -1, 2, -0.25}));
  CHECK(difference(x.grad(), {2, 4},
                   {-0.801141395, 0.660051603, 0.411923458, -0.270833666, 0.306323989, -1.32048675,
                    0.691974257, 0.322188503}) == "");
  CHECK(difference(gain.grad(), {4}, {-1.57707611, -1.22068713, -0.568435729, 5.93813947}) == "");
  CHECK(difference(bias.grad(), {4}, {1.5, 1, 5, 3.75}) == "");
}

TEST_CASE("layer_norm: rows come out with mean 0 and variance 1, however far off they were",
          "[core]") {
  gloss::Rng rng;
  for (const int64_t n : {15, 16, 17, 512}) {
    const Tensor x = Tensor::normal({3, n}, 1000, 5, rng);
    const Tensor y = layer_norm(x, Tensor::ones({n}), Tensor::zeros({n}));
    CHECK(difference(mean(y, 1), {3}, {0, 0, 0}, 1e-4) == "");
    CHECK(difference(variance(y, 1), {3}, {1, 1, 1}, 1e-3) == "");
  }
}

TEST_CASE("layer_norm: a constant row gives the bias", "[core]") {
  const Tensor y = layer_norm(Tensor::full({1, 3}, 7), Tensor::ones({3}), Tensor::full({3}, 2));
  CHECK(difference(y, {1, 3}, {2, 2, 2}) == "");
}

TEST_CASE("layer_norm: eps stands beside the variance", "[core]") {
  const Tensor x = Tensor::from({2}, {-1, 1});
  CHECK(difference(layer_norm(x, Tensor::ones({2}), Tensor::zeros({2}), 3), {2}, {-0.5, 0.5}) ==
        "");
}

TEST_CASE("layer_norm: mistakes are named with all shapes", "[core]") {
  const Tensor x = Tensor::zeros({2, 3}), three = Tensor::zeros({3}), two = Tensor::zeros({2});
  CHECK_THROWS_WITH(layer_norm(Tensor::scalar(0), three, three),
                    "layer_norm: needs at least 1 dimension: x is []");
  const char* const fit =
      "layer_norm: gain and bias must have as many elements as x has features: ";
  CHECK_THROWS_WITH(layer_norm(x, two, three),
                    std::string(fit) + "x is [2, 3], gain is [2], bias is [3]");
  CHECK_THROWS_WITH(layer_norm(x, three, two),
                    std::string(fit) + "x is [2, 3], gain is [3], bias is [2]");
  const Tensor none = Tensor::zeros({0});
  CHECK_THROWS_WITH(layer_norm(Tensor::zeros({2, 0}), none, none),
                    std::string(fit) + "x is [2, 0], gain is [0], bias is [0]");
}
