#include "nn/norm.h"

#include "tests/core/compare.h"
#include "tests/support/catch.h"
#include "tests/support/wave.h"

using namespace gloss;

// torch.nn.functional.layer_norm(wave(1, 2, 3), (3,), wave(2, 3), wave(3, 3), 1e-5)
TEST_CASE("layer_norm: agrees with PyTorch", "[nn]") {
  const nn::LayerNorm layer(3);
  fill_wave(layer.weight, 2);
  fill_wave(layer.bias, 3);
  CHECK(difference(layer(wave({2, 3}, 1)), {2, 3},
                   {0.69321365, -0.643555606, 0.107903494, -0.151716536, -0.902362881,
                    -1.98326576}) == "");
}

// x = wave(1, 2, 3); x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + 1e-5) * wave(2, 3)
TEST_CASE("rms_norm: agrees with its equation in PyTorch", "[nn]") {
  const nn::RmsNorm layer(3);
  fill_wave(layer.weight, 2);
  CHECK(difference(
            layer(wave({2, 3}, 1)), {2, 3},
            {1.06282771, 0.178242932, -0.148350465, -0.951142417, -0.187038038, 0.29227393}) == "");
  CHECK(layer.parameter_count() == 3);
}

TEST_CASE("layer_norm: at the start the output has mean 0 and variance 1", "[nn]") {
  nn::LayerNorm layer(2, real(1e-9));
  CHECK(difference(layer(Tensor::from({2, 2}, {1, 3, -5, -5})), {2, 2}, {-1, 1, 0, 0}) == "");
  CHECK(layer.parameter_count() == 4);
}

TEST_CASE("layer_norm: an input of another width is an error that names all shapes", "[nn]") {
  const nn::LayerNorm layer(3);
  CHECK_THROWS_WITH(layer(Tensor::zeros({4, 5})),
                    ContainsSubstring("[4, 5]") && ContainsSubstring("[3]"));
}
