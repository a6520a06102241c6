#include <algorithm>

#include "core/gradcheck.h"
#include "core/ops.h"
#include "nn/gradcheck.h"
#include "nn/init.h"
#include "nn/linear.h"
#include "nn/rnn.h"
#include "tests/support/catch.h"
#include "tests/support/readme.h"

// Other names than on the page, so that the page can be pasted into nn/ as it stands.
#define Highway ExampleHighway
#define LeakyCell ExampleLeakyCell

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

const Gradchecks highway("layer", {{"Highway", [] {
                                      Rng rng;
                                      Highway layer(5, rng);
                                      return gradcheck(layer, {Tensor::uniform({3, 5}, -1, 1, rng)},
                                                       [&](auto& x) { return layer(x[0]); });
                                    }}});

}  // namespace gloss::nn
// README ends

// README begins
namespace gloss::nn {

// h' = h + a (tanh(W x + U h + b) - h), a leaky unit with a learnt rate a     (Jaeger et al. 2007)
class LeakyCell : public RnnCell {
 public:
  LeakyCell(int64_t input_size, int64_t hidden, Rng& rng)
      : RnnCell(hidden, /*gx_blocks=*/1),
        input(input_size, hidden, rng),
        recurrent(hidden, hidden, rng, /*with_bias=*/false),
        rate(uniform_parameter({hidden}, 0, 1, rng)) {}

  Tensor project_input(const Tensor& x) const override { return input(x); }
  Tensor step(const Tensor& gx, const Tensor& h) const override {
    return h + rate * (tanh(gx + recurrent(h)) - h);
  }

  void visit(Visitor& v) const override {
    v("input", input);
    v("recurrent", recurrent);
    v("rate", rate);
  }

  Linear input, recurrent;
  Tensor rate;
};

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

TEST_CASE("nn/EXTENDING.md: the layer, a single file, is among the checks with the right gradient",
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

TEST_CASE("nn/EXTENDING.md: the cell's sequence has the right gradient, and Rnn uses it", "[nn]") {
  Rng rng;
  nn::Rnn layer({.input_size = 2,
                 .hidden_size = 3,
                 .cell = nn::make_cell<nn::LeakyCell>,
                 .bidirectional = true},
                rng);
  CHECK(nn::gradcheck(layer, {Tensor::uniform({3, 2, 2}, -1, 1, rng)}, [&](const auto& x) {
          return layer(x[0], std::vector<int32_t>{3, 2}).outputs;
        }).text() == "ok");
  CHECK(layer.named_parameters()[2].first == "recurrent.weight_l0");
}

TEST_CASE("nn/EXTENDING.md: it shows the examples as they are compiled here", "[nn]") {
  CHECK(readme_shows_examples("nn/EXTENDING.md", "tests/nn/extending_gradient_test.cpp"));
}
