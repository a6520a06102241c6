#include "optim/optimizer.h"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "optim/adam.h"
#include "optim/sgd.h"
#include "tests/optim/problem.h"

using namespace gloss;
using optim::Adam;
using optim::Optimizer;
using optim::Sgd;

namespace {

Tensor leaf(Shape shape) {
  return Tensor::ones(shape).set_requires_grad();
}

std::unique_ptr<Optimizer> make(bool adam, const std::vector<Tensor>& parameters) {
  if (adam) return std::make_unique<Adam>(parameters, optim::AdamOptions{.weight_decay = 0.1});
  return std::make_unique<Sgd>(parameters, optim::SgdOptions{.momentum = 0.9, .weight_decay = 0.1});
}

}  // namespace

TEST_CASE("optimizer: a parameter listed twice is updated once", "[optim]") {
  const Tensor shared = leaf({3}), other = leaf({2});
  const Tensor same_node = shared;
  Sgd sgd(std::vector{shared, other, same_node, shared}, {.lr = 0.5});
  REQUIRE(sgd.parameters().size() == 2);
  CHECK(sgd.parameters()[0].node() == shared.node());
  CHECK(sgd.parameters()[1].node() == other.node());
  sum(shared).backward();
  sgd.step();
  check_values(shared, {0.5, 0.5, 0.5});
}

TEST_CASE("optimizer: a parameter without a gradient and its state stay as they are", "[optim]") {
  for (const bool adam : {false, true}) {
    const Tensor used = leaf({2}), unused = leaf({2});
    const auto optimizer = make(adam, {used, unused});
    sum(used).backward();
    optimizer->step();
    CHECK(used.at({0}) < 1);
    check_values(unused, {1, 1});
    for (const auto& [name, tensor] : optimizer->state())
      CHECK((name[0] == '0') == (tensor.at({0}) != 0));
  }
}

TEST_CASE("optimizer: after zero_grad a step changes nothing", "[optim]") {
  const Tensor x = leaf({2});
  Sgd sgd(std::vector{x});
  sum(x).backward();
  sgd.zero_grad();
  CHECK_FALSE(x.has_grad());
  sgd.step();
  check_values(x, {1, 1});
  CHECK(sgd.steps == 1);
}

TEST_CASE("optimizer: a new lr takes effect at the next step", "[optim]") {
  const Tensor x = leaf({1});
  Sgd sgd(std::vector{x}, {.lr = 0.5});
  sum(x).backward();
  sgd.step();
  sgd.lr = 0.125;
  sgd.step();
  CHECK(x.item() == real(0.375));
}

TEST_CASE("optimizer: state lists each parameter's quantities by index and name", "[optim]") {
  const Adam adam(std::vector{leaf({2, 3}), leaf({5})});
  std::vector<std::string> names;
  for (const auto& [name, tensor] : adam.state()) {
    names.push_back(name);
    CHECK(tensor.shape() == adam.parameters()[name[0] == '0' ? 0 : 1].shape());
  }
  CHECK(names == std::vector<std::string>{"0.m", "0.v", "1.m", "1.v"});
  CHECK(Sgd(std::vector{leaf({2})}, {.momentum = 0.5}).state()[0].first == "0.b");
  CHECK(Sgd(std::vector{leaf({2})}).state().empty());
}

TEST_CASE("optimizer: a resumed run has the bits of an uninterrupted one", "[optim]") {
  for (const bool adam : {false, true}) {
    const Tensor straight = problem_weights();
    const auto whole = make(adam, {straight});
    ten_steps(*whole);

    // What a file would hold, taken halfway.
    const Tensor weights = straight.clone();
    std::vector<Tensor> saved;
    for (const auto& [name, tensor] : whole->state())
      saved.push_back(tensor.clone());
    const int64_t steps = whole->steps;
    ten_steps(*whole);

    Tensor resumed = weights.clone().set_requires_grad();
    const auto second = make(adam, {resumed});
    size_t next = 0;
    for (const auto& [name, tensor] : second->state())
      std::ranges::copy(saved[next++].values(), tensor.data());
    second->steps = steps;
    ten_steps(*second);
    CHECK(same_bits(resumed, straight));
    CHECK(second->steps == 20);

    // Without the state it would have gone elsewhere.
    Tensor fresh = weights.clone().set_requires_grad();
    ten_steps(*make(adam, {fresh}));
    CHECK_FALSE(same_bits(fresh, straight));
  }
}

TEST_CASE("optimizer: the weights have the same bits for any number of threads", "[optim]") {
  for (const bool adam : {false, true}) {
    Tensor first;
    for (const int count : kThreadCounts) {
      const WithThreads threads(count);
      const Tensor x = long_parameter();
      const auto optimizer = make(adam, {x});
      for (int step = 0; step < 3; ++step)
        optimizer->step();
      if (!first) first = x;
      CHECK(same_bits(x, first));
    }
  }
}

TEST_CASE("optimizer: a tensor that is no parameter is refused with its number and shape",
          "[optim]") {
  const Tensor plain = Tensor::ones({2, 3});
  const Tensor made = tanh(leaf({4}));
  CHECK_THROWS_WITH(Adam(std::vector{leaf({1}), plain}),
                    "adam: parameter 1 does not require a gradient: it is [2, 3]");
  CHECK_THROWS_WITH(Sgd(std::vector{made}),
                    "sgd: parameter 0 is not a leaf: it is [4], made by tanh");
}
