// The walk through backward() in core/autograd.h: its nodes, their order, the numbers, and what is
// freed.

#include <string>
#include <vector>

#include "core/allocator.h"
#include "core/autograd.h"
#include "core/graph_svg.h"
#include "core/ops.h"
#include "tests/core/compare.h"
#include "tests/support/catch.h"
#include "tests/support/readme.h"

using namespace gloss;

namespace {

struct Example {
  Tensor w = Tensor::from({2, 3}, {1, 2, 3, 4, 5, 6}).set_requires_grad();
  Tensor x = Tensor::from({3, 1}, {1, 0, -1});
  Tensor product = matmul(w, x), y = tanh(product), squares = y * y, loss = sum(squares);
};

}  // namespace

TEST_CASE("backward example: four operations are recorded, each after its inputs", "[core]") {
  const Example e;
  const std::vector<std::pair<std::string, Tensor>> newest_first = {
      {"sum", e.loss}, {"mul", e.squares}, {"tanh", e.y}, {"matmul", e.product}, {"leaf", e.w}};
  for (size_t i = 0; i < newest_first.size(); ++i) {
    const auto& [op, value] = newest_first[i];
    const Node& node = *value.node();
    CHECK(node.op == op);
    if (op == "leaf") continue;
    for (const Node::Input& input : node.inputs)
      CHECK(input.node ==
            (input.shape == Shape{3, 1} ? nullptr : newest_first[i + 1].second.node()));
    CHECK(node.sequence > newest_first[i + 1].second.node()->sequence);
  }
  CHECK(e.squares.node()->inputs.size() == 2);
  CHECK_FALSE(e.x.requires_grad());
}

TEST_CASE("backward example: the picture in apps/plain is what to_svg draws", "[core]") {
  CHECK(to_svg(Example().loss) == read_source("apps/plain/figures/backward.svg"));
}

TEST_CASE("backward example: values and gradients equal those printed in core/autograd.h",
          "[core]") {
  Example e;
  for (Tensor* value : {&e.product, &e.y, &e.squares, &e.loss})
    value->retain_grad();
  e.loss.backward();
  CHECK(difference(e.product, {2, 1}, {-2, -2}) == "");
  CHECK(difference(e.y, {2, 1}, {-0.9640276, -0.9640276}) == "");
  CHECK(difference(e.squares, {2, 1}, {0.9293492, 0.9293492}) == "");
  CHECK(difference(e.loss, {}, {1.8586984}) == "");
  CHECK(difference(e.loss.grad(), {}, {1}) == "");
  CHECK(difference(e.squares.grad(), {2, 1}, {1, 1}) == "");
  CHECK(difference(e.y.grad(), {2, 1}, {-1.9280552, -1.9280552}) == "");
  CHECK(difference(e.product.grad(), {2, 1}, {-0.1362187, -0.1362187}) == "");
  CHECK(difference(e.w.grad(), {2, 3}, {-0.1362187, 0, 0.1362187, -0.1362187, 0, 0.1362187}) == "");
  for (const char* shown :
       {"w x = -2 and y = -0.9640", "y y = 0.9293, loss = 1.8587", "y + y = -1.9281 ",
        "tanh     -1.9281 ", "(1 - y y) dL/dy = -0.1362 ", "-0.1362 0 0.1362 "})
    CHECK_THAT(read_source("core/autograd.h"), ContainsSubstring(shown));
}

TEST_CASE("backward example: the graph is freed, and w's gradient stays", "[core]") {
  const int64_t before = allocator::live();
  constexpr int64_t kBlock = 64;  // each of these tensors has one
  Tensor y, loss;
  {
    Example e;
    y = e.y;
    loss = e.loss;
    e.squares = e.product = Tensor();
    CHECK(allocator::live() == before + 4 * kBlock);  // w, x, y and loss: captured, or held here
    e.loss.backward();
    CHECK(allocator::live() == before + 5 * kBlock);  // and the gradient of w
    CHECK(loss.node()->inputs.empty());
    CHECK_FALSE(loss.node()->backward);
    CHECK_FALSE(y.has_grad());
  }
  CHECK(allocator::live() == before + 2 * kBlock);  // w and x went with the last handle on them
}
