#include "optim/average.h"

#include <algorithm>
#include <vector>

#include "tests/optim/problem.h"

using namespace gloss;
using optim::Average;

namespace {

void fill(const Tensor& x, real value) {
  std::ranges::fill(x.values(), value);
}

Tensor mean_of(const Average& average) {
  return average.state()[0].second;
}

}  // namespace

TEST_CASE("average: the mean starts as the weights and follows its equation", "[optim]") {
  const Tensor x = Tensor::full({1}, 1).set_requires_grad();
  Average average(std::vector{x}, 0.2);
  CHECK(mean_of(average).item() == 1);
  // mean = 1
  // for t, w in enumerate([2, 5, -1], 1): mean += (1 - min(0.2, (1 + t) / (10 + t))) * (w - mean)
  fill(x, 2);
  average.update();
  CHECK(mean_of(average).item() == Approx(1.8181818181818183));  // 1 + 9 / 11
  fill(x, 5);
  average.update();
  CHECK(mean_of(average).item() == Approx(4.363636363636364));  // decay 0.2 from here on
  fill(x, -1);
  average.update();
  CHECK(mean_of(average).item() == Approx(0.07272727272727275));
  CHECK(x.item() == -1);
}

TEST_CASE("average: with a decay near 1 the initial weights vanish within ten updates", "[optim]") {
  const Tensor x = Tensor::full({3}, 1000).set_requires_grad();
  Average average(std::vector{x}, 0.9999);
  fill(x, 1);
  for (int t = 1; t <= 10; ++t)
    average.update();
  // math.prod((1 + t) / (10 + t) for t in range(1, 11)) is 5.953798523457967e-05
  check_values(mean_of(average), {1.0594785, 1.0594785, 1.0594785});
}

TEST_CASE("average: swap exchanges weights and mean, and back", "[optim]") {
  const Tensor a = Tensor::full({2}, 1).set_requires_grad();
  const Tensor b = Tensor::full({5}, 4).set_requires_grad();
  Average average(std::vector{a, b, a}, 0.5);
  fill(a, 3);
  fill(b, 8);
  average.swap();
  check_values(a, {1, 1});
  check_values(b, {4, 4, 4, 4, 4});
  CHECK_THROWS_WITH(average.update(),
                    "average: update while the weights are swapped for their mean");
  CHECK_THROWS_WITH(average.state(), "average: state while the weights are swapped for their mean");
  average.swap();
  check_values(a, {3, 3});
  check_values(b, {8, 8, 8, 8, 8});
  check_values(mean_of(average), {1, 1});
  CHECK(average.state().size() == 2);
  CHECK(average.state()[1].first == "1.mean");
}

TEST_CASE("average: a resumed average has the bits of an uninterrupted one", "[optim]") {
  Rng rng{.seed = 5};
  const Tensor x = Tensor::normal({7}, 0, 1, rng).set_requires_grad();
  Average whole(std::vector{x}, 0.9), resumed(std::vector{x}, 0.9);
  for (int t = 0; t < 3; ++t) {
    std::ranges::copy(Tensor::normal({7}, 0, 1, rng).values(), x.data());
    whole.update();
  }
  std::ranges::copy(mean_of(whole).values(), mean_of(resumed).data());
  resumed.updates = whole.updates;
  whole.update();
  resumed.update();
  CHECK(same_bits(mean_of(whole), mean_of(resumed)));
  CHECK(resumed.updates == 4);
}

TEST_CASE("average: the mean has the same bits for any number of threads", "[optim]") {
  Tensor first;
  for (const int count : kThreadCounts) {
    const WithThreads threads(count);
    const Tensor x = long_parameter();
    Average average(std::vector{x}, 0.9);
    std::ranges::copy(x.grad().values(), x.data());
    average.update();
    if (!first) first = mean_of(average);
    CHECK(same_bits(mean_of(average), first));
  }
}

TEST_CASE("average: a mistake is reported with the value", "[optim]") {
  const Tensor x = Tensor::ones({2});
  CHECK_THROWS_WITH(Average(std::vector{x}, 0.9),
                    "average: parameter 0 does not require a gradient: it is [2]");
  const std::vector parameters{problem_weights()};
  CHECK_THROWS_WITH(Average(parameters, 1), "average: decay must be in [0, 1): 1");
}
