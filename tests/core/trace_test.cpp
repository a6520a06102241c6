#include "core/trace.h"

#include <algorithm>
#include <cctype>
#include <iostream>
#include <optional>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>

#include "core/autograd.h"
#include "core/graph_svg.h"
#include "core/ops.h"
#include "models/batch.h"
#include "models/transformer_translator.h"
#include "nn/linear.h"
#include "nn/trace.h"
#include "tests/support/catch.h"
#include "tests/support/readme.h"

using namespace gloss;

namespace {

size_t count_of(const std::string& text, const std::string& part) {
  size_t count = 0;
  for (size_t at = 0; (at = text.find(part, at)) != std::string::npos; ++at)
    ++count;
  return count;
}

const Trace::Entry& entry_of(const std::vector<Trace::Entry>& entries, const std::string& op) {
  for (const Trace::Entry& e : entries)
    if (e.op == op) return e;
  throw std::runtime_error("no entry for " + op);
}

}  // namespace

TEST_CASE("core/README.md: the example prints a line for each operation and draws the graph",
          "[trace]") {
  std::ostringstream out;
  std::streambuf* const before = std::cout.rdbuf(out.rdbuf());
  Tensor w = Tensor::from({2, 3}, {1, 2, 3, 4, 5, 6}).set_requires_grad();
  Tensor x = Tensor::from({3, 1}, {1, 0, -1});
  std::string picture;
  {
    // README begins
    Trace trace;
    Tensor loss = sum(tanh(matmul(w, x)));
    const std::string svg = to_svg(loss);  // before backward(), which frees the graph
    loss.backward();
    for (const Trace::Entry& e : trace.entries())
      std::cout << e.op << ' ' << e.value << ' ' << e.gradient << ' ' << e.forward_seconds << '\n';
    // README ends
    picture = svg;
  }
  std::cout.rdbuf(before);
  CHECK_THAT(out.str(), ContainsSubstring("tanh [[-0.964],\n [-0.964]] [[1],\n [1]] "));
  for (const char* op : {"leaf", "matmul", "tanh", "sum"})
    CHECK(count_of(out.str(), std::string(op) + " ") >= 1);
  CHECK(count_of(picture, "<rect") == 4);  // w, matmul, tanh, sum
  CHECK(count_of(picture, "class=\"g-edge\"") == 3);
  CHECK(readme_shows_examples("core/README.md", "tests/core/trace_test.cpp"));
}

TEST_CASE("trace: entries link results with inputs, also through views and without gradients",
          "[trace]") {
  const Tensor x = Tensor::from({2, 2}, {1, 2, 3, 4});
  Trace trace;
  const Tensor view = reshape(x, {4});
  const Tensor y = exp(view);
  const Tensor z = x + reshape(y, {2, 2});
  trace.stop();
  exp(z);
  const auto entries = trace.entries();
  REQUIRE(entries.size() == 5);
  CHECK(entries[0].is_leaf());
  CHECK_FALSE(entries[0].is_parameter);
  CHECK(entries[1].inputs == std::vector<size_t>{0});
  CHECK(entries[1].shares_memory);
  CHECK(entries[2].inputs == std::vector<size_t>{1});
  CHECK_FALSE(entries[2].shares_memory);
  CHECK(entries[4].inputs == std::vector<size_t>{0, 3});
  CHECK_FALSE(entries[4].gradient);
}

TEST_CASE("trace: gradients are those that retain_grad() keeps, and change no bit of the others",
          "[trace]") {
  const auto gradients = [](bool traced) {
    Tensor w = Tensor::from({2, 2}, {1, 2, 3, 4}).set_requires_grad();
    std::optional<Trace> trace;
    if (traced) trace.emplace();
    Tensor y = tanh(w * real(0.5));
    y.retain_grad();
    const Tensor loss = sum(y * y);
    loss.backward();
    if (traced) {
      const auto entries = trace->entries();
      CHECK(std::ranges::equal(entry_of(entries, "tanh").gradient.values(), y.grad().values()));
      CHECK(std::ranges::equal(entries[0].gradient.values(), w.grad().values()));
      CHECK(entry_of(entries, "sum").gradient.item() == 1);
    }
    return w.grad();
  };
  CHECK(std::ranges::equal(gradients(false).values(), gradients(true).values()));
}

TEST_CASE("trace: operations in backward closures are not noted", "[trace]") {
  Tensor w = Tensor::ones({3, 2}).set_requires_grad();
  const std::vector<int32_t> targets = {0, 2};
  Trace trace;
  const Tensor loss = linear_cross_entropy(Tensor::ones({2, 2}), w, {}, targets);
  const size_t forward = trace.entries().size();
  loss.backward();  // transposes a slice
  CHECK(trace.entries().size() == forward);
  exp(w);
  CHECK(trace.entries().size() == forward + 1);
}

TEST_CASE("trace: operations without gradients are noted with their inputs", "[trace]") {
  const std::vector<Tensor> positions{Tensor::ones({1, 1, 4}), Tensor::ones({1, 1, 4})};
  const std::vector<int32_t> origins = {0, 0}, outputs = {1};
  Trace trace;
  cached_attention(Tensor::ones({1, 1, 2}), positions, origins, 1);
  selected_linear(Tensor::ones({1, 2}), Tensor::ones({3, 2}), Tensor::ones({3}),
                  std::vector<SelectedOutputs>{{0, 1, outputs}});
  const auto entries = trace.entries();
  CHECK(entry_of(entries, "cached_attention").inputs.size() == 3);
  CHECK(entry_of(entries, "selected_linear").inputs.size() == 3);
}

TEST_CASE("trace: a second trace on the thread is refused, one after the first is not", "[trace]") {
  {
    const Trace first;
    CHECK_THROWS_AS(Trace(), std::invalid_argument);
  }
  CHECK_NOTHROW(Trace());
}

TEST_CASE("trace: operations belong to the module of the scope or of the parameter", "[trace]") {
  Rng rng;
  const models::TransformerTranslator model({.source_vocabulary = 6,
                                             .target_vocabulary = 6,
                                             .embedding_dim = 4,
                                             .heads = 2,
                                             .ffn_dim = 5,
                                             .encoder_layers = 2,
                                             .decoder_layers = 1,
                                             .dropout = 0},
                                            rng);
  Trace trace;
  nn::name_modules(trace, model);
  model.loss({models::pad({{4, 5}}), models::pad({{5, 4, 4}})}, 0).sum.backward();
  const auto entries = trace.entries();
  std::set<std::string> modules;
  for (const Trace::Entry& e : entries) {
    modules.insert(e.module);
    if (std::string(e.op) == "relu") CHECK(std::isdigit(e.module.back()));
    if (e.is_parameter) {
      CAPTURE(e.name);
      CHECK_FALSE(e.name.empty());
      CHECK(static_cast<bool>(e.gradient));
    }
  }
  for (const char* module : {"source_embedding", "encoder.layers.0.self_attn",
                             "encoder.layers.1.linear2", "encoder.norm", "decoder.layers.0",
                             "decoder.layers.0.multihead_attn.out_proj", "output_embedding"}) {
    CAPTURE(module);
    CHECK(modules.contains(module));
  }
  CHECK(entry_of(entries, "linear_cross_entropy").module == "output_embedding");
  CHECK(entry_of(entries, "head_weights").module == "encoder.layers.0.self_attn");

  const Graph graph = modules_of(entries);
  const auto vertex = [&](const std::string& label) {
    for (size_t i = 0; i < graph.vertices.size(); ++i)
      if (graph.vertices[i].label == label) return i;
    throw std::runtime_error("no vertex " + label);
  };
  CHECK(graph.vertices[vertex("encoder.layers.1")].inputs ==
        std::vector<size_t>{vertex("encoder.layers.0")});
  CHECK(graph.vertices[vertex("decoder.layers.0")].inputs.size() == 2);  // embeddings, memory
  CHECK(count_of(to_svg(graph), "<rect") == graph.vertices.size());
}

TEST_CASE("to_svg: text is escaped, a way back is dashed, an empty graph is a picture", "[trace]") {
  const Graph graph{{{.label = "a<b>&\"", .detail = {}, .inputs = {1}},
                     {.label = "second", .detail = "[2]", .inputs = {0}}}};
  const std::string svg = to_svg(graph);
  CHECK_THAT(svg, ContainsSubstring("a&lt;b&gt;&amp;&quot;"));
  CHECK(count_of(svg, "g-edge g-back\"") == 1);
  CHECK_THAT(to_svg(Graph{}), ContainsSubstring("</svg>"));
  CHECK_THROWS_AS(to_svg(Tensor::zeros({2})), std::invalid_argument);
}
