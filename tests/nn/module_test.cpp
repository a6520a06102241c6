#include "nn/module.h"

#include <algorithm>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "nn/dropout.h"
#include "nn/embedding.h"
#include "nn/linear.h"
#include "tests/core/compare.h"
#include "tests/support/catch.h"

using namespace gloss;

namespace {

struct Block : nn::Module {
  explicit Block(Rng& rng) : inner(2, 3, rng), dropout(real(0.5)) {}
  void visit(nn::Visitor& v) const override {
    v("inner", inner);
    v("dropout", dropout);
  }
  nn::Linear inner;
  nn::Dropout dropout;
};

struct Model : nn::Module {
  explicit Model(Rng& rng)
      : embedding(5, 2, rng), block(rng), tied(embedding.weight), bias(Tensor::zeros({5})) {
    bias.set_requires_grad();
  }
  void visit(nn::Visitor& v) const override {
    v("embedding", embedding);
    v("block", block);
    v("tied", tied);
    v("bias", bias);
  }
  nn::Embedding embedding;
  Block block;
  nn::Embedding tied;
  Tensor bias;
};

std::vector<std::string> paths(const nn::Module& module) {
  std::vector<std::string> result;
  for (const auto& [path, parameter] : module.named_parameters())
    result.push_back(path);
  return result;
}

const std::vector<std::string> kPaths{"embedding.weight", "block.inner.weight", "block.inner.bias",
                                      "bias"};

}  // namespace

TEST_CASE("module: parameters are listed in order under their paths, a tied one once", "[nn]") {
  Rng rng;
  Model model(rng);
  CHECK(paths(model) == kPaths);
  CHECK(model.parameters().size() == 4);
  CHECK(model.parameter_count() == 10 + 6 + 3 + 5);
  CHECK(model.parameters()[0].data() == model.tied.weight.data());
}

TEST_CASE("module: visit lists each element of a vector and skips what is absent", "[nn]") {
  struct Parts : nn::Module {
    void visit(nn::Visitor& v) const override {
      v("layers", layers);
      v("present", present);
      v("absent", absent);
      v("nothing", nothing);
    }
    std::vector<nn::Linear> layers;
    std::optional<nn::Linear> present, absent;
    Tensor nothing;
  } parts;
  Rng rng;
  for (int i = 0; i < 2; ++i)
    parts.layers.emplace_back(2, 3, rng, false);
  parts.present.emplace(2, 3, rng, false);
  CHECK(paths(parts) ==
        std::vector<std::string>{"layers.0.weight", "layers.1.weight", "present.weight"});
  parts.eval();
  CHECK_FALSE(parts.layers[1].training());
  CHECK_FALSE(parts.present->training());
}

TEST_CASE("module: a const module can be listed, counted and printed", "[nn]") {
  Rng rng;
  const nn::Linear layer(2, 3, rng);
  CHECK(layer.named_parameters().size() == 2);
  CHECK(layer.parameters().size() == 2);
  CHECK(layer.parameter_count() == 9);
  std::ostringstream out;
  out << layer;
  CHECK_THAT(out.str(), ContainsSubstring("weight"));
}

TEST_CASE("module: a moved module lists the same parameters", "[nn]") {
  Rng rng;
  Model model(rng);
  const std::vector<Tensor> before = model.parameters();
  Model moved = std::move(model);
  CHECK(paths(moved) == kPaths);
  Model assigned(rng);
  assigned = std::move(moved);
  CHECK(paths(assigned) == kPaths);
  for (size_t i = 0; i < before.size(); ++i)
    CHECK(assigned.parameters()[i].data() == before[i].data());
}

TEST_CASE("module: train and eval reach every sub-module", "[nn]") {
  Rng rng;
  Model model(rng);
  for (const bool training : {true, false, true}) {
    if (training)
      model.train();
    else
      model.eval();
    CHECK(model.training() == training);
    CHECK(model.embedding.training() == training);
    CHECK(model.block.training() == training);
    CHECK(model.block.inner.training() == training);
    CHECK(model.block.dropout.training() == training);
  }
}

TEST_CASE("module: prints a table of names, shapes and counts, and the total", "[nn]") {
  Rng rng;
  Model model(rng);
  std::ostringstream out;
  out << model;
  CHECK(out.str() ==
        "embedding.weight    [5, 2]                    10\n"
        "block.inner.weight  [3, 2]                     6\n"
        "block.inner.bias    [3]                        3\n"
        "bias                [5]                        5\n"
        "total                                         24\n");
}

TEST_CASE("module: loading needs exactly the names and shapes of the parameters", "[nn]") {
  Rng rng;
  Model model(rng);
  std::vector<std::pair<std::string, Tensor>> tensors;
  for (const auto& [name, parameter] : model.named_parameters())
    tensors.emplace_back(name, Tensor::full(parameter.shape(), 7));
  std::ranges::reverse(tensors);
  model.load(tensors, "x");
  for (const auto& [name, parameter] : model.named_parameters())
    CHECK(same_bits(parameter, Tensor::full(parameter.shape(), 7)));

  auto changed = tensors;
  changed[0].second = Tensor::zeros({1, 5});
  CHECK_THROWS_WITH(model.load(changed, "x"), "x has bias [1, 5], the model expects [5]");
  changed = tensors;
  changed[1].first = "inner.bias";
  CHECK_THROWS_WITH(model.load(changed, "x"), "x has no tensor 'block.inner.bias'");
  changed = tensors;
  changed.emplace_back("more", Tensor::zeros({1}));
  CHECK_THROWS_WITH(model.load(changed, "x"), "x has 5 tensors, the model expects 4");
}

TEST_CASE("module: a load that throws leaves the module as it was", "[nn]") {
  Rng rng;
  Model model(rng);
  std::vector<std::pair<std::string, Tensor>> tensors;
  std::vector<Tensor> before;
  for (const auto& [name, parameter] : model.named_parameters()) {
    tensors.emplace_back(name, Tensor::full(parameter.shape(), 7));
    before.push_back(parameter.clone());
  }
  auto more = tensors;
  more.emplace_back("more", Tensor::zeros({1}));
  tensors.back().second = Tensor::zeros({1, 5});
  CHECK_THROWS_AS(model.load(more, "x"), std::runtime_error);
  CHECK_THROWS_AS(model.load(tensors, "x"), std::runtime_error);
  for (size_t i = 0; i < before.size(); ++i)
    CHECK(same_bits(model.parameters()[i], before[i]));
}

TEST_CASE("module: tensors without gradients are listed and loaded, each on its own", "[nn]") {
  struct Buffers : nn::Module {
    void visit(nn::Visitor& v) const override {
      v("mean", mean);
      v("tied", mean);
      v("variance", variance);
    }
    Tensor mean = Tensor::zeros({3}), variance = Tensor::ones({3});
  } buffers;
  CHECK(paths(buffers) == std::vector<std::string>{"mean", "variance"});
  buffers.load(std::vector<std::pair<std::string, Tensor>>{{"mean", Tensor::full({3}, 2)},
                                                           {"variance", Tensor::full({3}, 5)}},
               "x");
  CHECK(buffers.mean.at({0}) == 2);
  CHECK(buffers.variance.at({0}) == 5);
}
