#include "core/gradcheck.h"

#include "core/ops.h"
#include "tests/support/catch.h"

using gloss::Tensor;

TEST_CASE("gradcheck: the build with float refuses to run it", "[core]") {
  CHECK_THROWS_WITH(
      gloss::gradcheck([](const std::vector<Tensor>& x) { return exp(x[0]); }, {Tensor::ones({2})}),
      "gradcheck: needs the double-precision build");
}
