#include "apps/bench/matmul_steps.h"

#include <cmath>

#include "core/random.h"
#include "tests/support/catch.h"

namespace gloss::bench {

TEST_CASE("matmul steps: every step computes the plain product, at the edges of tiles too",
          "[bench]") {
  Rng rng;
  for (const size_t m : {1, 13, 30})
    for (const size_t n : {1, 32, 71}) {
      const size_t k = 19;
      MatmulStep::Numbers a(m * k), b(k * n);
      fill_uniform(a.data(), static_cast<int64_t>(a.size()), -1, 1, rng);
      fill_uniform(b.data(), static_cast<int64_t>(b.size()), -1, 1, rng);
      const std::vector<MatmulStep> steps = matmul_steps();
      const auto expected = steps[0].multiply(a, b, m, n, k);
      for (const MatmulStep& step : steps) {
        CAPTURE(step.name, m, n);
        const auto received = step.multiply(a, b, m, n, k);
        REQUIRE(received.size() == m * n);
        for (size_t i = 0; i < received.size(); ++i)
          CHECK(std::abs(received[i] - expected[i]) < 1e-5F);
      }
    }
}

}  // namespace gloss::bench
