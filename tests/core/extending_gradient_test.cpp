#include <algorithm>
#include <cmath>

#include "core/autograd.h"
#include "core/gradcheck.h"
#include "core/kernels/loop.h"
#include "core/ops.h"
#include "tests/core/compare.h"
#include "tests/support/catch.h"
#include "tests/support/readme.h"

// README begins
namespace gloss {

// log(1 + e^x) without overflow, since e^-|x| is at most 1.      dx += dy / (1 + e^-x)
Tensor softplus(const Tensor& x) {
  Tensor y(x.shape());
  kernels::for_each(y.size(), [in = x.data(), out = y.data()](int64_t i) {
    out[i] = std::max(in[i], real(0)) + std::log1p(std::exp(-std::abs(in[i])));
  });
  return record("softplus", y, {x}, [x = x.detach()](const Gradients& g) {
    g.input(0).add_each([in = x.data(), dy = g.output()](int64_t i) {  // dx[i] += ...
      return dy[i] / (1 + std::exp(-in[i]));
    });
  });
}

const Gradchecks softplus_checks =
    operations({{"softplus", [](auto& x) { return softplus(x[0]); }, {{3, 5}}, -2, 2}});

}  // namespace gloss
// README ends

using namespace gloss;

TEST_CASE(
    "core/EXTENDING.md: the example operation is in the table of checks and its gradient is right",
    "[core]") {
  const auto checks = all_gradchecks();
  const auto check = std::ranges::find(checks, "softplus", &Gradcheck::name);
  REQUIRE(check != checks.end());
  const GradcheckReport report = check->run();
  CHECK(report.text() == "ok");
  CHECK(report.checked == 15);
}

TEST_CASE("core/EXTENDING.md: the example operation is finite for huge inputs", "[core]") {
  const Tensor x = Tensor::from({3}, {-1000, 0, 1000}).set_requires_grad();
  const Tensor y = softplus(x);
  CHECK(difference(y, {3}, {0, 0.69314718, 1000}) == "");
  sum(y).backward();
  CHECK(difference(x.grad(), {3}, {0, 0.5, 1}) == "");
}

TEST_CASE("core/EXTENDING.md: the example is the code that this test compiles", "[core]") {
  CHECK(readme_shows_examples("core/EXTENDING.md", "tests/core/extending_gradient_test.cpp"));
}
