#include "nn/init.h"

#include <algorithm>
#include <cmath>

#include "core/ops.h"
#include "tests/support/catch.h"

using namespace gloss;

namespace {

// Whether x is spread evenly over (-a, a): never beyond, close to both ends, of variance a^2 / 3.
void check_uniform(const Tensor& x, double a) {
  const auto [low, high] = std::ranges::minmax(x.values());
  CHECK(static_cast<double>(low) >= -a * (1 + 1e-6));
  CHECK(static_cast<double>(high) <= a * (1 + 1e-6));
  CHECK(static_cast<double>(low) < -0.99 * a);
  CHECK(static_cast<double>(high) > 0.99 * a);
  CHECK(static_cast<double>(variance(x).item()) == Approx(a * a / 3).epsilon(0.05));
}

void check_normal(const Tensor& x, double stddev) {
  CHECK(static_cast<double>(mean(x).item()) == Approx(0).margin(0.05 * stddev));
  CHECK(static_cast<double>(variance(x).item()) == Approx(stddev * stddev).epsilon(0.05));
}

}  // namespace

TEST_CASE("init: parameters are leaves that require a gradient", "[nn]") {
  Rng rng;
  for (const Tensor& x :
       {nn::zeros_parameter({2, 3}), nn::ones_parameter({2, 3}),
        nn::uniform_parameter({2, 3}, -1, 1, rng), nn::normal_parameter({2, 3}, 0, 1, rng),
        nn::xavier_uniform({2, 3}, rng), nn::xavier_normal({2, 3}, rng),
        nn::kaiming_uniform({2, 3}, rng), nn::kaiming_normal({2, 3}, rng)}) {
    CHECK(x.shape() == Shape{2, 3});
    CHECK(x.requires_grad());
  }
  CHECK(max(abs(nn::zeros_parameter({5}))).item() == 0);
  CHECK(sum(nn::ones_parameter({5})).item() == 5);
}

TEST_CASE("init: Xavier's bound and variance follow both fans", "[nn]") {
  Rng rng;
  check_uniform(nn::xavier_uniform({80, 120}, rng), std::sqrt(6.0 / 200));
  check_uniform(nn::xavier_uniform({80, 120}, rng, 2), 2 * std::sqrt(6.0 / 200));
  check_normal(nn::xavier_normal({80, 120}, rng), std::sqrt(2.0 / 200));
  check_normal(nn::xavier_normal({80, 120}, rng, 3), 3 * std::sqrt(2.0 / 200));
}

TEST_CASE("init: Kaiming's bound and variance follow the fan in", "[nn]") {
  Rng rng;
  check_uniform(nn::kaiming_uniform({80, 120}, rng), std::sqrt(6.0 / 120));
  check_normal(nn::kaiming_normal({80, 120}, rng), std::sqrt(2.0 / 120));
}

TEST_CASE("init: further axes belong to both fans", "[nn]") {
  Rng rng;
  check_uniform(nn::xavier_uniform({40, 60, 5}, rng), std::sqrt(6.0 / 500));
  check_normal(nn::kaiming_normal({40, 60, 5}, rng), std::sqrt(2.0 / 300));
}

TEST_CASE("init: under an UninitializedGuard no random number is drawn", "[nn]") {
  Rng rng{.seed = 1};
  const nn::UninitializedGuard guard;
  CHECK(nn::xavier_uniform({2, 3}, rng).requires_grad());
  CHECK(nn::normal_parameter({2, 3}, 0, 1, rng).shape() == Shape{2, 3});
  CHECK(rng.position == 0);
}

TEST_CASE("init: fans need two dimensions", "[nn]") {
  Rng rng;
  CHECK_THROWS_WITH(nn::xavier_uniform({3}, rng),
                    "xavier_uniform: needs a weight of at least 2 dimensions: shape is [3]");
  CHECK_THROWS_WITH(nn::xavier_normal({3}, rng),
                    "xavier_normal: needs a weight of at least 2 dimensions: shape is [3]");
  CHECK_THROWS_WITH(nn::kaiming_uniform({3}, rng),
                    "kaiming_uniform: needs a weight of at least 2 dimensions: shape is [3]");
  CHECK_THROWS_WITH(nn::kaiming_normal({}, rng),
                    "kaiming_normal: needs a weight of at least 2 dimensions: shape is []");
}
