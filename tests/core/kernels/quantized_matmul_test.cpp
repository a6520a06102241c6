#include "core/kernels/quantized_matmul.h"

#include <cmath>
#include <limits>
#include <vector>

#include "core/autograd.h"
#include "core/ops.h"
#include "tests/core/compare.h"
#include "tests/core/with_threads.h"
#include "tests/support/catch.h"

using gloss::ConstantWeightsGuard;
using gloss::Precision;
using gloss::real;
using gloss::Rng;
using gloss::same_bits;
using gloss::Tensor;

namespace {

Tensor product(const Tensor& x, const Tensor& weight, const Tensor& bias = {}) {
  const int64_t m = x.size(0), n = weight.size(0), k = weight.size(1);
  const gloss::kernels::QuantizedMatrix w(weight.data(), n, k);
  Tensor y({m, n});
  gloss::kernels::matmul_quantized(
      {.x = x.data(), .weight = w, .y = y.data(), .m = m, .bias = bias.data()});
  return y;
}

// The equations of the header, number by number.
Tensor plain_product(const Tensor& x, const Tensor& weight, const Tensor& bias) {
  const int64_t m = x.size(0), n = weight.size(0), k = weight.size(1);
  Tensor y({m, n});
  for (int64_t i = 0; i < m; ++i)
    for (int64_t j = 0; j < n; ++j) {
      real low = 0, high = 0, peak = 0;
      for (int64_t p = 0; p < k; ++p) {
        low = std::min(low, x.at({i, p}));
        high = std::max(high, x.at({i, p}));
        peak = std::max(peak, std::abs(weight.at({j, p})));
      }
      const real to_x = 127 / (high - low), to_w = 127 / peak;
      const auto zero = std::lrint(-low * to_x);
      long sum = 0;
      for (int64_t p = 0; p < k; ++p)
        sum += std::lrint(x.at({i, p}) * to_x) * std::lrint(weight.at({j, p}) * to_w);
      REQUIRE(zero >= 0);
      y.data()[i * n + j] =
          static_cast<real>(sum) * ((high - low) / 127) * (peak / 127) + bias.at({j});
    }
  return y;
}

}  // namespace

TEST_CASE("matmul_quantized: agrees with its equations for every shape of tile", "[core]") {
  Rng rng{.seed = 1};
  for (const int64_t m : {1, 2, 3, 5, 6, 7, 14, 15, 50})
    for (const int64_t n : {1, 8, 15, 16, 17, 33, 64, 130, 300})
      for (const int64_t k : {1, 2, 3, 4, 5, 64, 129}) {
        CAPTURE(m, n, k);
        const Tensor x = Tensor::uniform({m, k}, -1, 3, rng);
        const Tensor w = Tensor::normal({n, k}, 0, 1, rng), b = Tensor::uniform({n}, -1, 1, rng);
        const Tensor y = product(x, w, b), expected = plain_product(x, w, b);
        for (int64_t i = 0; i < y.size(); ++i)
          REQUIRE(std::abs(y.values()[static_cast<size_t>(i)] -
                           expected.values()[static_cast<size_t>(i)]) <=
                  1e-5 * std::sqrt(static_cast<double>(k)));
      }
}

TEST_CASE("matmul_quantized: the error is 2% of the result where numbers are normally distributed",
          "[core]") {
  Rng rng{.seed = 2};
  const Tensor x = Tensor::normal({40, 256}, 0, 1, rng), w = Tensor::normal({200, 256}, 0, 1, rng);
  const Tensor exact = matmul(x, w, {.transpose_b = true}), error = product(x, w) - exact;
  CHECK(sum(error * error).item() <= 0.02 * 0.02 * sum(exact * exact).item());
  CHECK(sum(error * error).item() > 0);
}

TEST_CASE("matmul_quantized: a row has the same bits alone, in any batch and on any threads",
          "[core]") {
  Rng rng{.seed = 3};
  const Tensor x = Tensor::normal({300, 96}, 0, 1, rng), w = Tensor::normal({700, 96}, 0, 1, rng);
  const Tensor all = product(x, w);
  for (const int64_t row : {0, 1, 5, 6, 47, 48, 299})
    CHECK(same_bits(product(slice(x, 0, row, row + 1), w), slice(all, 0, row, row + 1)));
  for (const int threads : gloss::kThreadCounts) {
    const gloss::WithThreads guard(threads);
    CHECK(same_bits(product(x, w), all));
  }
}

TEST_CASE("matmul_quantized: rows of zeros and of tiny numbers give the bias, others NaN",
          "[core]") {
  constexpr real kInfinity = std::numeric_limits<real>::infinity();
  const Tensor bias = Tensor::from({2}, {3, 4});
  const Tensor w = Tensor::from({2, 2}, {1, -1, 2, 0});
  const Tensor y =
      product(Tensor::from({5, 2}, {0, 0, real(1e-38), real(-1e-38), kInfinity, 1, 1, NAN, 127, 0}),
              w, bias);
  CHECK(y.at({0, 0}) == 3);
  CHECK(y.at({1, 1}) == 4);
  for (int row = 2; row < 4; ++row)
    CHECK(std::isnan(y.at({row, 0})));
  CHECK(y.at({4, 0}) == 130);  // the rows beside them are not touched
  const Tensor bad = Tensor::from({2, 2}, {1, NAN, 2, 0});
  CHECK(std::isnan(product(Tensor::ones({1, 2}), bad).at({0, 0})));
  CHECK(product(Tensor::ones({1, 2}), bad).at({0, 1}) == 2);
}

TEST_CASE("linear: under an int8 guard quantizes, unless the graph is recorded", "[core]") {
  Rng rng{.seed = 4};
  const Tensor x = Tensor::normal({3, 20}, 0, 1, rng);
  Tensor w = Tensor::normal({40, 20}, 0, 1, rng);
  w.set_requires_grad();
  const Tensor exact = linear(x, w);
  const gloss::PrecisionGuard precision(Precision::int8);
  const ConstantWeightsGuard guard;
  CHECK(same_bits(linear(x, w), exact));
  {
    const gloss::NoGradGuard no_grad;
    CHECK(same_bits(linear(x, w), product(x, w)));
    const ConstantWeightsGuard inner;  // has the precision of the outer one
    CHECK(same_bits(linear(x, w), product(x, w)));
    // Two weights that begin at the same place are two weights.
    CHECK(same_bits(linear(x, slice(w, 0, 0, 7)), product(x, slice(w, 0, 0, 7))));
  }
  CHECK(same_bits(linear(x, w), exact));
}
