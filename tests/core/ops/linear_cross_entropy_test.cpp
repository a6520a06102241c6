#include <algorithm>
#include <cmath>
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

namespace {

// The loss of linear_consistency in double, one pair after the other.
struct PlainConsistency {
  double cross_entropy = 0, penalty = 0;
};
PlainConsistency plain_consistency(const Inputs& in, const gloss::PredictionPairs& pairs,
                                   const gloss::ConsistencyOptions& options) {
  const int64_t classes = in.weight.size(0), width = in.weight.size(1);
  const auto log_probabilities = [&](int32_t row) {
    std::vector<double> logits;
    double sum = 0;
    for (int64_t i = 0; i < classes; ++i) {
      double logit = static_cast<double>(in.bias.at({i}));
      for (int64_t j = 0; j < width; ++j)
        logit += static_cast<double>(in.x.at({row, j})) * static_cast<double>(in.weight.at({i, j}));
      logits.push_back(logit);
      sum += std::exp(logit);
    }
    for (double& logit : logits)
      logit -= std::log(sum);
    return logits;
  };
  PlainConsistency loss;
  const auto smoothing = static_cast<double>(options.label_smoothing);
  for (size_t i = 0; i < pairs.targets.size(); ++i) {
    const std::vector<double> p1 = log_probabilities(pairs.first[i]);
    const std::vector<double> p2 = log_probabilities(pairs.second[i]);
    for (size_t j = 0; j < p1.size(); ++j) {
      const double q = smoothing / static_cast<double>(classes) +
                       (static_cast<int32_t>(j) == pairs.targets[i] ? 1 - smoothing : 0);
      loss.cross_entropy -= q * (static_cast<double>(options.first) * p1[j] +
                                 static_cast<double>(options.second) * p2[j]);
      loss.penalty += (static_cast<double>(options.forward) * std::exp(p1[j]) -
                       static_cast<double>(options.reverse) * std::exp(p2[j])) *
                      (p1[j] - p2[j]);
    }
  }
  return loss;
}

// `count` targets, whose rows are spread over 2 count + 1 rows of x; row 0 belongs to none.
gloss::PredictionPairs prediction_pairs(int32_t count, int32_t classes) {
  gloss::PredictionPairs pairs;
  for (int32_t i = 0; i < count; ++i) {
    pairs.first.push_back(2 * i + 1);
    pairs.second.push_back(2 * (count - i));
    pairs.targets.push_back(i * 5 % classes);
  }
  return pairs;
}

constexpr gloss::ConsistencyOptions kBothWays{.label_smoothing = real(0.1),
                                              .first = real(0.5),
                                              .second = real(0.25),
                                              .forward = 3,
                                              .reverse = 2};

}  // namespace

TEST_CASE(
    "linear_consistency: the losses are those of a plain loop, around the edges of its chunks",
    "[core]") {
  for (const int32_t count : {1, 7, 188, 189, 190, 400})
    for (const auto& options : {gloss::ConsistencyOptions{.forward = 3}, kBothWays}) {
      CAPTURE(count, options.first);
      const Inputs in = inputs(2 * count + 1, 11);
      const auto pairs = prediction_pairs(count, 11);
      const auto expected = plain_consistency(in, pairs, options);
      const auto loss = linear_consistency(in.x, in.weight, in.bias, pairs, options);
      CHECK(static_cast<double>(loss.penalty) == Approx(expected.penalty).epsilon(1e-5));
      CHECK(static_cast<double>(loss.sum.item()) ==
            Approx(expected.cross_entropy + expected.penalty).epsilon(1e-6));
    }
}

TEST_CASE("linear_consistency: the gradients are those of the functions that it replaces",
          "[core]") {
  for (const int32_t count : {1, 190, 400}) {
    CAPTURE(count);
    const Inputs a = inputs(2 * count + 1, 11), b = inputs(2 * count + 1, 11);
    const auto pairs = prediction_pairs(count, 11);
    const Tensor l1 = log_softmax(linear(gather(b.x, pairs.first), b.weight, b.bias));
    const Tensor l2 = log_softmax(linear(gather(b.x, pairs.second), b.weight, b.bias));
    const gloss::CrossEntropyOptions smoothed{.label_smoothing = kBothWays.label_smoothing};
    const Tensor plain = kBothWays.first * cross_entropy(l1, pairs.targets, smoothed) +
                         kBothWays.second * cross_entropy(l2, pairs.targets, smoothed) +
                         kBothWays.forward * sum(exp(l1) * (l1 - l2)) +
                         kBothWays.reverse * sum(exp(l2) * (l2 - l1));
    const Tensor fused = linear_consistency(a.x, a.weight, a.bias, pairs, kBothWays).sum;
    CHECK(fused.item() == Approx(plain.item()).epsilon(1e-6));
    (2 * fused).backward();
    (2 * plain).backward();
    CHECK(largest_difference(a.x.grad(), b.x.grad()) < 1e-5);
    CHECK(largest_difference(a.weight.grad(), b.weight.grad()) < 5e-4);  // sums of 800 rows
    CHECK(largest_difference(a.bias.grad(), b.bias.grad()) < 5e-4);
  }
}

TEST_CASE("linear_consistency: without penalty and second cross-entropy it is linear_cross_entropy",
          "[core]") {
  const Inputs a = inputs(15, 11), b = inputs(15, 11);
  const auto pairs = prediction_pairs(7, 11);
  const auto loss = linear_consistency(a.x, a.weight, a.bias, pairs, {});
  const Tensor plain =
      linear_cross_entropy(gather(b.x, pairs.first), b.weight, b.bias, pairs.targets);
  CHECK(loss.penalty == 0);
  CHECK(loss.sum.item() == Approx(plain.item()));
  loss.sum.backward();
  plain.backward();
  CHECK(largest_difference(a.x.grad(), b.x.grad()) < 1e-6);
  CHECK(largest_difference(a.weight.grad(), b.weight.grad()) < 1e-6);
}

TEST_CASE("linear_consistency: equal predictions have no penalty", "[core]") {
  const Inputs in = inputs(5, 11);
  const gloss::PredictionPairs pairs{{0, 1, 2}, {0, 1, 2}, {3, 4, 5}};
  CHECK(linear_consistency(in.x, in.weight, in.bias, pairs, kBothWays).penalty == 0);
}

TEST_CASE("linear_consistency: the logits never exist at once", "[core]") {
  constexpr int32_t kPairs = 1000, kClasses = 1000;
  const Inputs in = inputs(2 * kPairs + 1, kClasses);
  gloss::allocator::reset_peak();
  const int64_t before = gloss::allocator::peak();
  linear_consistency(in.x, in.weight, in.bias, prediction_pairs(kPairs, kClasses), kBothWays)
      .sum.backward();
  const auto all = 2 * kPairs * kClasses * static_cast<int64_t>(sizeof(real));
  CHECK(gloss::allocator::peak() - before < all / 4);
}

TEST_CASE("linear_consistency: mistakes are named", "[core]") {
  const Tensor x = Tensor::zeros({2, 3}), weight = Tensor::zeros({4, 3});
  CHECK_THROWS_WITH(linear_consistency(x, weight, {}, {{0}, {}, {1}}, {}),
                    "linear_consistency: there are 1 targets, 1 first and 0 second rows");
  CHECK_THROWS_WITH(linear_consistency(x, weight, {}, {{0}, {2}, {1}}, {}),
                    "linear_consistency: row 2 at 0 is outside: x is [2, 3]");
  CHECK_THROWS_WITH(linear_consistency(x, weight, {}, {{0}, {1}, {4}}, {}),
                    "linear_consistency: target 4 at 0 is not a class: weight is [4, 3]");
}
