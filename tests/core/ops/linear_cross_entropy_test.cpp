#include <algorithm>
#include <vector>

#include "core/allocator.h"
#include "core/autograd.h"
#include "core/ops.h"
#include "tests/core/compare.h"
#include "tests/support/catch.h"

using gloss::real;
using gloss::Rng;
using gloss::Shape;
using gloss::Tensor;

namespace {

using Ids = std::vector<int32_t>;

struct Inputs {
  Tensor x, weight, bias;
  Ids targets;
};

// Every seventh target is ignored.
Inputs inputs(int64_t rows, int64_t classes) {
  Rng rng{.seed = 5};
  Inputs in{Tensor::uniform({rows, 3}, -1, 1, rng),
            Tensor::uniform({classes, 3}, -1, 1, rng),
            Tensor::uniform({classes}, -1, 1, rng),
            {}};
  for (int64_t i = 0; i < rows; ++i)
    in.targets.push_back(i % 7 == 3 ? -100 : static_cast<int32_t>(i * 5 % classes));
  in.x.set_requires_grad();
  in.weight.set_requires_grad();
  in.bias.set_requires_grad();
  return in;
}

double largest_difference(const Tensor& a, const Tensor& b) {
  double largest = a.shape() == b.shape() ? 0 : 1;
  for (int64_t i = 0; i < std::min(a.size(), b.size()); ++i)
    largest = std::max(largest, std::abs(static_cast<double>(a.data()[i] - b.data()[i])));
  return largest;
}

}  // namespace

TEST_CASE("linear_cross_entropy: is cross_entropy of linear, around the edges of its chunks",
          "[core]") {
  for (const int64_t rows : {1, 7, 255, 298, 300, 700})
    for (const real smoothing : {real(0), real(0.1)})
      for (const bool biased : {true, false}) {
        CAPTURE(rows, smoothing, biased);
        const Inputs a = inputs(rows, 11), b = inputs(rows, 11);
        const Tensor fused = linear_cross_entropy(a.x, a.weight, biased ? a.bias : Tensor(),
                                                  a.targets, {.label_smoothing = smoothing});
        const Tensor plain = cross_entropy(linear(b.x, b.weight, biased ? b.bias : Tensor()),
                                           b.targets, {.label_smoothing = smoothing});
        CHECK(fused.item() == Approx(plain.item()).epsilon(1e-6));
        (2 * fused).backward();
        (2 * plain).backward();
        CHECK(largest_difference(a.x.grad(), b.x.grad()) < 2e-6);
        CHECK(largest_difference(a.weight.grad(), b.weight.grad()) < 2e-4);  // sums of 600 rows
        if (biased) CHECK(largest_difference(a.bias.grad(), b.bias.grad()) < 2e-4);
      }
}

TEST_CASE("linear_cross_entropy: a second backward adds the same gradient again", "[core]") {
  const Inputs in = inputs(5, 4);
  const Tensor y = linear_cross_entropy(in.x, in.weight, in.bias, in.targets);
  y.backward({.keep_graph = true});
  const Tensor once = in.x.grad().clone();
  y.backward();
  CHECK(same_bits(in.x.grad(), once + once));
}

TEST_CASE("linear_cross_entropy: the loss is the same bits with and without gradients", "[core]") {
  const Inputs in = inputs(300, 50);
  const real with = linear_cross_entropy(in.x, in.weight, in.bias, in.targets).item();
  const gloss::NoGradGuard guard;
  CHECK(linear_cross_entropy(in.x, in.weight, in.bias, in.targets).item() == with);
}

TEST_CASE("linear_cross_entropy: the logits never exist at once", "[core]") {
  constexpr int64_t kRows = 2000, kClasses = 1000;
  const Inputs in = inputs(kRows, kClasses);
  gloss::allocator::reset_peak();
  const int64_t before = gloss::allocator::peak();
  linear_cross_entropy(in.x, in.weight, in.bias, in.targets).backward();
  const auto all = kRows * kClasses * static_cast<int64_t>(sizeof(real));
  CHECK(gloss::allocator::peak() - before < all / 4);
}

TEST_CASE("linear_cross_entropy: rows whose targets are all ignored cost nothing", "[core]") {
  const Inputs in = inputs(2, 4);
  const Tensor y = linear_cross_entropy(in.x, in.weight, in.bias, Ids{-100, -100});
  CHECK(y.item() == 0);
  y.backward();
  CHECK(difference(in.x.grad(), {2, 3}, {0, 0, 0, 0, 0, 0}) == "");
  CHECK(same_bits(in.weight.grad(), Tensor::zeros({4, 3})));
  CHECK(same_bits(in.bias.grad(), Tensor::zeros({4})));
}

TEST_CASE("linear_cross_entropy: mistakes are named", "[core]") {
  const Tensor x = Tensor::zeros({2, 3}), weight = Tensor::zeros({4, 3});
  CHECK_THROWS_WITH(linear_cross_entropy(x, Tensor::zeros({4, 2}), {}, Ids{0, 0}),
                    "linear_cross_entropy: x needs as many features as weight has columns: "
                    "x is [2, 3], weight is [4, 2]");
  CHECK_THROWS_WITH(linear_cross_entropy(x, weight, Tensor::zeros({3}), Ids{0, 0}),
                    "linear_cross_entropy: bias does not fit: bias is [3], weight is [4, 3]");
  CHECK_THROWS_WITH(linear_cross_entropy(x, weight, {}, Ids{0}),
                    "linear_cross_entropy: there are 1 targets, x is [2, 3]");
  CHECK_THROWS_WITH(linear_cross_entropy(x, weight, {}, Ids{0, 4}),
                    "linear_cross_entropy: target 4 at 1 is not a class: weight is [4, 3]");
  CHECK_THROWS_WITH(linear_cross_entropy(x, weight, {}, Ids{0, 0}, {.label_smoothing = -1}),
                    "linear_cross_entropy: label smoothing must be in [0, 1): -1");
}
