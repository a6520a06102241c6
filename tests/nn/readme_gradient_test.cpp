#include <algorithm>

#include "core/gradcheck.h"
#include "core/ops.h"
#include "nn/gradcheck.h"
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

  void visit(Visitor& v) const override {
    v("transform", transform);
    v("gate", gate);
  }

  Linear transform, gate;
};

GradcheckReport check_highway() {
  Rng rng;
  Highway layer(5, rng);
  return gradcheck(layer, {Tensor::uniform({3, 5}, -1, 1, rng)},
                   [&](const std::vector<Tensor>& x) { return layer(x[0]); });
}
const Gradchecks highway("layer", {{"Highway", check_highway}});

}  // namespace gloss::nn
// README ends

using namespace gloss;

namespace {

// Highway with a line of visit() forgotten.
class Forgetful : public nn::Highway {
 public:
  using Highway::Highway;
  void visit(nn::Visitor& v) const override { v("gate", gate); }
};

// Highway with a gate that is not used.
class Gateless : public nn::Highway {
 public:
  using Highway::Highway;
  Tensor operator()(const Tensor& x) const { return tanh(transform(x)); }
};

template <class Layer>
std::string report() {
  Rng rng;
  Layer layer(5, rng);
  return nn::gradcheck(layer, {Tensor::uniform({3, 5}, -1, 1, rng)},
                       [&](const auto& x) { return layer(x[0]); })
      .text();
}

}  // namespace

TEST_CASE("nn/README.md: the example, a single file, is among the checks with the right gradient",
          "[nn]") {
  const auto checks = all_gradchecks();
  const auto check = std::ranges::find(checks, "Highway", &Gradcheck::name);
  REQUIRE(check != checks.end());
  CHECK(check->kind == "layer");
  const GradcheckReport found = check->run();
  CHECK(found.text() == "ok");
  CHECK(found.checked == 15 + 2 * (25 + 5));
}

TEST_CASE("nn/gradcheck: a parameter that visit does not list is reported by its shape", "[nn]") {
  CHECK_THAT(report<Forgetful>(), ContainsSubstring("a parameter [5, 5] is used but not listed") &&
                                      ContainsSubstring("a parameter [5] is used"));
}

TEST_CASE("nn/gradcheck: parameters that no gradient reaches are reported by name", "[nn]") {
  CHECK(report<Gateless>() == "gradcheck: no gradient reaches gate.weight gate.bias \n");
}

TEST_CASE("nn/README.md: it shows the example as it is compiled here", "[nn]") {
  CHECK(readme_shows_example("nn/README.md", "tests/nn/readme_gradient_test.cpp"));
}
