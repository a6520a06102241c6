#include <vector>

#include "core/autograd.h"
#include "core/ops.h"
#include "tests/core/compare.h"
#include "tests/core/with_threads.h"
#include "tests/support/catch.h"
#include "tests/support/wave.h"

using namespace gloss;

namespace {

using Ids = std::vector<int32_t>;
using Groups = std::vector<SelectedOutputs>;

}  // namespace

TEST_CASE("selected_linear: gives the outputs of linear in each group's list, and 0 behind it",
          "[core]") {
  const Tensor x = wave({5, 37}, 1), weight = wave({11, 37}, 2), bias = wave({11}, 3);
  const Ids first{10, 0, 3}, second{7};
  const Groups groups{{0, 2, first}, {2, 2, first}, {2, 5, second}};
  const Tensor all = linear(x, weight, bias);
  std::vector<double> expected;
  for (int64_t row = 0; row < 5; ++row)
    for (size_t c = 0; c < 3; ++c)
      expected.push_back(row < 2 ? all.at({row, first[c]}) : c == 0 ? all.at({row, 7}) : 0);
  for (const int threads : kThreadCounts) {
    const WithThreads with_threads(threads);
    CAPTURE(threads);
    CHECK(difference(selected_linear(x, weight, bias, groups), {5, 3}, expected, 1e-5) == "");
  }
  CHECK(selected_linear(Tensor::zeros({0, 37}), weight, bias, {}).shape() == Shape{0, 0});
}

TEST_CASE("selected_linear: a row's numbers depend on its own list alone", "[core]") {
  const Tensor x = wave({3, 37}, 1), weight = wave({11, 37}, 2), bias = wave({11}, 3);
  const Ids first{10, 0, 3}, second{7, 1, 0};
  const Tensor y = selected_linear(x, weight, bias, Groups{{0, 1, first}, {1, 3, second}});
  const Tensor alone = selected_linear(slice(x, 0, 1, 3), weight, bias, Groups{{0, 2, second}});
  CHECK(same_bits(slice(y, 0, 1, 3), alone));
}

TEST_CASE("selected_linear: mistakes are named", "[core]") {
  const Tensor x = Tensor::zeros({2, 3}), bias = Tensor::zeros({5});
  Tensor weight = Tensor::zeros({5, 3});
  const Ids list{4}, outside{5}, negative{-1};
  CHECK_THROWS_WITH(selected_linear(x, Tensor::zeros({5, 2}), bias, Groups{{0, 2, list}}),
                    "selected_linear: features and outputs must agree: x is [2, 3], weight is "
                    "[5, 2], bias is [5]");
  CHECK_THROWS_WITH(selected_linear(x, weight, Tensor::zeros({3}), Groups{{0, 2, list}}),
                    "selected_linear: features and outputs must agree: x is [2, 3], weight is "
                    "[5, 3], bias is [3]");
  CHECK_THROWS_WITH(selected_linear(x, weight, bias, Groups{{0, 2, outside}}),
                    "selected_linear: output 5 is outside: weight is [5, 3]");
  CHECK_THROWS_WITH(selected_linear(x, weight, bias, Groups{{0, 2, negative}}),
                    "selected_linear: output -1 is outside: weight is [5, 3]");
  CHECK_THROWS_WITH(selected_linear(x, weight, bias, Groups{{0, 1, list}}),
                    "selected_linear: the groups have 1 rows: x is [2, 3]");
  CHECK_THROWS_WITH(selected_linear(x, weight, bias, Groups{{0, 1, list}, {0, 2, list}}),
                    "selected_linear: rows [0, 2) of a group do not begin at 1: x is [2, 3]");
  weight.set_requires_grad();
  CHECK_THROWS_WITH(selected_linear(x, weight, bias, Groups{{0, 2, list}}),
                    "selected_linear: has no gradient");
  const NoGradGuard no_grad;
  CHECK(selected_linear(x, weight, bias, Groups{{0, 2, list}}).shape() == Shape{2, 1});
}
