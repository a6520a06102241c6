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
namespace gloss::kernels {

// log(1 + e^x) without overflow: e^-|x| is at most 1
void softplus_forward(const real* x, real* y, int64_t n) {
  for_each(n, [=](int64_t i) {
    y[i] = std::max(x[i], real(0)) + std::log1p(std::exp(-std::abs(x[i])));
  });
}

void softplus_backward(const real* x, const real* dy, GradientBuffer dx) {
  dx.add_each([=](int64_t i) { return dy[i] / (1 + std::exp(-x[i])); });
}

}  // namespace gloss::kernels

namespace gloss {

Tensor softplus(const Tensor& x) {
  Tensor y(x.shape());
  kernels::softplus_forward(x.data(), y.data(), y.size());
  return record("softplus", y, {x}, [x = x.detach()](const Gradients& g) {
    kernels::softplus_backward(x.data(), g.output(), g.input(0));
  });
}

const Gradchecks softplus_checks = operations(
    {{"softplus", [](const std::vector<Tensor>& x) { return softplus(x[0]); }, {{3, 5}}, -2, 2}});

}  // namespace gloss
// README ends

using namespace gloss;

TEST_CASE(
    "core/README.md: the example operation is in the table of checks and its gradient is right",
    "[core]") {
  const auto checks = all_gradchecks();
  const auto check = std::ranges::find(checks, "softplus", &Gradcheck::name);
  REQUIRE(check != checks.end());
  const GradcheckReport report = check->run();
  CHECK(report.text() == "ok");
  CHECK(report.checked == 15);
}

TEST_CASE("core/README.md: the example operation is finite for huge inputs", "[core]") {
  const Tensor x = Tensor::from({3}, {-1000, 0, 1000}).set_requires_grad();
  const Tensor y = softplus(x);
  CHECK(difference(y, {3}, {0, 0.69314718, 1000}) == "");
  sum(y).backward();
  CHECK(difference(x.grad(), {3}, {0, 0.5, 1}) == "");
}

TEST_CASE("core/README.md: the example is the code that this test compiles", "[core]") {
  CHECK(readme_shows_example("core/README.md", "tests/core/readme_gradient_test.cpp"));
}
