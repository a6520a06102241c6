#include "core/gradcheck.h"
#include "core/ops.h"
#include "nn/linear.h"
#include "tests/support/catch.h"
#include "tests/support/readme.h"

// README begins
namespace gloss::nn {

// y = g * relu(W x + b) + (1 - g) * x,   g = sigmoid(V x + c)        (Srivastava et al. 2015)
// x: [..., features]   y: [..., features]
class Highway : public Module {
 public:
  Highway(int64_t features, Rng& rng)
      : transform(features, features, rng), gate(features, features, rng) {}

  Tensor operator()(const Tensor& x) const {
    const Tensor g = sigmoid(gate(x));
    return g * relu(transform(x)) + (1 - g) * x;
  }

  void visit(Visitor& v) override {
    v("transform", transform);
    v("gate", gate);
  }

  Linear transform, gate;
};

}  // namespace gloss::nn
// README ends

using namespace gloss;

TEST_CASE("nn/README.md: the example layer has the right gradient", "[nn]") {
  Rng rng;
  nn::Highway layer(5, rng);
  std::vector<Tensor> inputs{Tensor::uniform({3, 5}, -1, 1, rng)};
  for (const Tensor& parameter : layer.parameters())
    inputs.push_back(parameter);
  const auto report = gradcheck([&](const std::vector<Tensor>& x) { return layer(x[0]); }, inputs);
  CHECK(report.text() == "ok");
  CHECK(report.checked == 15 + 2 * (25 + 5));
  for (const auto& [name, parameter] : layer.named_parameters()) {
    INFO(name);
    CHECK(parameter.has_grad());  // a line forgotten in visit would show here
  }
}

TEST_CASE("nn/README.md: it shows the example as it is compiled here", "[nn]") {
  CHECK(readme_shows_example("nn/README.md", "tests/nn/readme_gradient_test.cpp"));
}
