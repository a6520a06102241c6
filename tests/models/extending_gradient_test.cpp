#include "core/ops.h"
#include "models/architectures.h"
#include "models/each_choice.h"
#include "nn/gradcheck.h"
#include "tests/support/catch.h"
#include "tests/support/readme.h"

// Other names than on the page, so that the page can be pasted into models/ as it stands.
#define BagEncoder ExampleBagEncoder
#define BagTranslator ExampleBagTranslator
#define BagTranslatorOptions ExampleBagTranslatorOptions

// README begins
namespace gloss::models {

// Each token is encoded without its neighbours: outputs_j = tanh(W x_j + b), and the summary is
// their mean. `depth` such layers.
class BagEncoder : public SourceEncoder {
 public:
  BagEncoder(int64_t embedding_dim, int64_t hidden_size, int64_t depth, Rng& rng) {
    for (int64_t i = 0; i < depth; ++i)
      layers.emplace_back(i == 0 ? embedding_dim : hidden_size, hidden_size, rng);
  }

  Result operator()(const Tensor& x, std::span<const int32_t> lengths) const override {
    Tensor h = permute(x, {1, 0, 2});  // [B, S, E]
    for (const nn::Linear& layer : layers)
      h = tanh(layer(h));
    const Tensor equal = softmax(Tensor::zeros({h.size(0), 1, h.size(1)}), lengths);  // 1 / length
    return {h, reshape(matmul(equal, h), {h.size(0), h.size(2)})};
  }

  void visit(nn::Visitor& v) const override { v("layers", layers); }

  std::vector<nn::Linear> layers;
};

class BagTranslator;

struct BagTranslatorOptions : RnnTranslatorOptions {
  using Model = BagTranslator;
  static constexpr const char* kName = "bag";

  int64_t bag_depth = 1;

  template <class Table>
  void describe(Table& table) {
    RnnTranslatorOptions::describe(table);
    table.add("bag-depth", bag_depth, "N", "layers of the encoder", {.at_least = 1});
  }
};

class BagTranslator : public RnnTranslator {
 public:
  BagTranslator(const BagTranslatorOptions& o, Rng& rng)
      : RnnTranslator(
            o,
            [&] {
              return std::make_unique<BagEncoder>(o.embedding_dim, o.hidden_size, o.bag_depth, rng);
            },
            rng) {}
};

}  // namespace gloss::models
// README ends

using namespace gloss;
using namespace gloss::models;

TEST_CASE("models/EXTENDING.md: every choice of the architecture's options has the right gradient",
          "[models]") {
  BagTranslatorOptions options;
  options.shrink();
  options.source_vocabulary = options.target_vocabulary = 6;
  options.dropout = 0;
  const Batch batch{pad({{4, 5, 3}, {5}}), pad({{5}, {4, 3, 4}})};
  int models = 0;
  for_each_choice(options, [&](const std::string& choice) {
    CAPTURE(choice);
    Rng rng;
    BagTranslator model(options, rng);
    const auto loss = [&](const auto&) { return model.loss(batch, 0).sum; };
    CHECK(nn::gradcheck(model, {}, loss).text() == "ok");
    ++models;
  });
  CHECK(models > 10);
}

TEST_CASE("models/EXTENDING.md: it shows the example as it is compiled here", "[models]") {
  CHECK(readme_shows_examples("models/EXTENDING.md", "tests/models/extending_gradient_test.cpp"));
}
