#include <vector>

#include "core/autograd.h"
#include "core/gradcheck.h"
#include "core/ops.h"
#include "tests/support/catch.h"

using gloss::gradcheck;
using gloss::Gradients;
using gloss::Shape;
using gloss::Tensor;

namespace {

using Inputs = std::vector<Tensor>;

// a * b whose gradient for b is wrong, in its element 1 alone.
Tensor wrong_product(const Tensor& a, const Tensor& b) {
  const Tensor y = a.detach() * b.detach();
  return record("wrong_product", y, {a, b}, [a = a.detach(), b = b.detach()](const Gradients& g) {
    const double* const dy = g.output();
    g.input(0).add_each([&](int64_t i) { return b.data()[i] * dy[i]; });
    g.input(1).add_each([&](int64_t i) { return (i == 1 ? 2 : 1) * a.data()[i] * dy[i]; });
  });
}

}  // namespace

TEST_CASE("gradcheck: a right gradient passes after every element was compared", "[core]") {
  const auto report = gradcheck([](const Inputs& x) { return x[0] * exp(x[1]); },
                                {Tensor::from({2, 1}, {1, 2}), Tensor::from({3}, {0.1, 0.2, 0.3})});
  CHECK(report.ok());
  CHECK(report.text() == "ok");
  CHECK(report.checked == 5);
  CHECK(report.worst < 1e-8);
  CHECK(report.worst > 0);
}

TEST_CASE("gradcheck: a wrong gradient is reported with its input and element", "[core]") {
  const auto report = gradcheck([](const Inputs& x) { return wrong_product(x[0], x[1]); },
                                {Tensor::from({3}, {2, 3, 5}), Tensor::from({3}, {7, 11, 13})});
  CHECK_FALSE(report.ok());
  CHECK(report.checked == 6);
  REQUIRE(report.failures.size() == 1);
  const auto& failure = report.failures[0];
  CHECK(failure.input == 1);
  CHECK(failure.index == 1);
  CHECK(failure.received == Approx(2 * failure.expected));
  CHECK(report.shapes[1] == Shape{3});
  CHECK_THAT(report.text(),
             ContainsSubstring("gradcheck: gradient of input 1 [3] at 1: received ") &&
                 ContainsSubstring(", expected "));
}

TEST_CASE("gradcheck: a gradient that is missing is reported as 0", "[core]") {
  const auto report = gradcheck([](const Inputs& x) { return x[0] + x[1].detach(); },
                                {Tensor::ones({2}), Tensor::ones({2})});
  REQUIRE(report.failures.size() == 2);
  CHECK(report.failures[0].input == 1);
  CHECK(report.failures[0].received == 0);
}

TEST_CASE("gradcheck: the elements of a result are weighted, so that errors do not cancel",
          "[core]") {
  // The elements of a softmax sum to one, so with equal weights no gradient would look right.
  const auto constant = [](const Inputs& x) {
    const Tensor y = softmax(x[0].detach());
    return record("constant", y, {x[0]}, [](const Gradients& g) { g.input(0).accumulator(); });
  };
  CHECK_FALSE(gradcheck(constant, {Tensor::from({3}, {0.1, 0.2, 0.4})}).ok());
}

TEST_CASE("gradcheck: a parameter that is used but is not an input is reported", "[core]") {
  const Tensor x = Tensor::ones({2}), w = Tensor::ones({2, 1}).set_requires_grad();
  const auto f = [&](const Inputs& in) { return in[0] * w; };
  const auto report = gradcheck(f, {x});
  CHECK(report.failures.empty());
  CHECK_FALSE(report.ok());
  CHECK(report.text() == "gradcheck: a parameter [2, 1] is used but not listed\n");
  CHECK(gradcheck(f, {x, w}).ok());
}

TEST_CASE("gradcheck: the numbers of the inputs are restored", "[core]") {
  const Tensor x = Tensor::from({3}, {0.1, 0.2, 0.3});
  const Tensor before = x.clone();
  gradcheck([](const Inputs& in) { return tanh(in[0]); }, {x});
  for (int64_t i = 0; i < x.size(); ++i)
    CHECK(x.data()[i] == before.data()[i]);
}
