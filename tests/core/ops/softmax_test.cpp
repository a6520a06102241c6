#include <limits>
#include <vector>

#include "core/autograd.h"
#include "core/ops.h"
#include "core/trace.h"
#include "tests/core/compare.h"
#include "tests/support/catch.h"
#include "tests/support/wave.h"

using gloss::difference;
using gloss::real;
using gloss::Shape;
using gloss::Tensor;
using gloss::wave;

namespace {

constexpr real kInfinity = std::numeric_limits<real>::infinity();
using Ids = std::vector<int32_t>;

Tensor logits() {
  Tensor x = Tensor::from({3, 4}, {1, 2, 3, 4, 0, -1, 0.5, 2, 3, 1, 1, -2});
  x.set_requires_grad();
  return x;
}

Tensor seed() {
  return Tensor::from({3, 4}, {0.5, -1, 2, 0.25, 1, 0, -2, 3, 1, 1, 2, 2});
}

}  // namespace

// torch.softmax(x, -1), and x.grad after (softmax * seed).sum().backward()
TEST_CASE("softmax: values and gradients agree with PyTorch", "[core]") {
  const Tensor x = logits(), y = softmax(x);
  CHECK(difference(
            y, {3, 4},
            {0.0320586033, 0.0871443187, 0.236882818, 0.64391426, 0.0961015742, 0.0353537934,
             0.15844471, 0.710099923, 0.782834927, 0.105945187, 0.105945187, 0.00527470025}) == "");
  y.backward(seed());
  CHECK(difference(x.grad(), {3, 4},
                   {-0.00203986277, -0.1362614, 0.340251567, -0.201950304, -0.0874055276,
                    -0.0675084901, -0.619441481, 0.774355499, -0.0870668119, -0.0117832117,
                    0.0941619749, 0.00468804868}) == "");
}

// The same with torch.log_softmax.
TEST_CASE("log_softmax: values and gradients agree with PyTorch", "[core]") {
  const Tensor x = logits(), y = log_softmax(x);
  CHECK(difference(y, {3, 4},
                   {-3.4401897, -2.4401897, -1.4401897, -0.440189699, -2.34234958, -3.34234958,
                    -1.84234958, -0.342349582, -0.244833427, -2.24483343, -2.24483343,
                    -5.24483343}) == "");
  y.backward(seed());
  CHECK(difference(x.grad(), {3, 4},
                   {0.443897444, -1.15250256, 1.58545507, -0.876849955, 0.807796852, -0.0707075868,
                    -2.31688942, 1.57980015, -3.69700956, 0.364328881, 1.36432888, 1.9683518}) ==
        "");
}

TEST_CASE("softmax: positions past the length are exactly zero", "[core]") {
  const Tensor x = logits(), y = softmax(x, Ids{2, 4, 0});
  // torch.softmax(x[0, :2], -1), torch.softmax(x[1], -1)
  CHECK(difference(y, {3, 4},
                   {0.268941421, 0.731058579, 0, 0, 0.0961015742, 0.0353537934, 0.15844471,
                    0.710099923, 0, 0, 0, 0}) == "");
  CHECK(y.at({0, 2}) == 0);
  y.backward(seed());
  // torch: 0.268941421 * 0.731058579 * 1.5 for the first two
  CHECK(difference(x.grad(), {3, 4},
                   {0.2949178995, -0.2949178995, 0, 0, -0.0874055276, -0.0675084901, -0.619441481,
                    0.774355499, 0, 0, 0, 0}) == "");
}

TEST_CASE("log_softmax: positions past the length are minus infinity", "[core]") {
  const Tensor x = logits(), y = log_softmax(x, Ids{1, 2, 0});
  CHECK(difference(y, {3, 4},
                   {0, -kInfinity, -kInfinity, -kInfinity, -0.313261688, -1.313261688, -kInfinity,
                    -kInfinity, -kInfinity, -kInfinity, -kInfinity, -kInfinity}) == "");
  y.backward(seed());
  CHECK(difference(x.grad(), {3, 4}, {0, 0, 0, 0, 0.268941421, -0.268941421, 0, 0, 0, 0, 0, 0}) ==
        "");
}

TEST_CASE("linear_log_softmax: gives the bits of log_softmax of linear, with and without gradients",
          "[core]") {
  const Tensor x = wave({3, 5}, 1), bias = wave({37}, 3);
  Tensor weight = wave({37, 5}, 2);
  const Tensor expected = log_softmax(linear(x, weight, bias));
  CHECK(same_bits(linear_log_softmax(x, weight, bias), expected));
  weight.set_requires_grad();
  const Tensor y = linear_log_softmax(x, weight, bias);
  CHECK(same_bits(y, expected));
  CHECK(y.requires_grad());
}

TEST_CASE("linear_log_softmax: a trace keeps the logits and the log-probabilities apart",
          "[core]") {
  const Tensor x = wave({3, 5}, 1), weight = wave({7, 5}, 2), bias = wave({7}, 3);
  const Tensor logits = linear(x, weight, bias);
  gloss::Trace trace;
  const Tensor y = linear_log_softmax(x, weight, bias);
  const auto entries = trace.entries();
  REQUIRE(entries.size() == 5);  // three leaves, linear, log_softmax
  CHECK(same_bits(entries[3].value, logits));
  CHECK(same_bits(entries[4].value, y));
}

TEST_CASE("linear_log_softmax: a FiniteGuard inspects the log-probabilities", "[core]") {
  const Tensor x = Tensor::from({1, 1}, {1}), weight = Tensor::from({2, 1}, {3e38f, -3e38f});
  const gloss::FiniteGuard guard;
  CHECK_THROWS_WITH(linear_log_softmax(x, weight),
                    "log_softmax: value is not finite at 1 (-inf): result is [1, 2], inputs are "
                    "[1, 2]");
}

TEST_CASE("softmax: one length serves all rows of its entry of the first axis", "[core]") {
  const Tensor x = Tensor::zeros({2, 2, 3});
  CHECK(difference(softmax(x, Ids{1, 2}), {2, 2, 3},
                   {1, 0, 0, 1, 0, 0, 0.5, 0.5, 0, 0.5, 0.5, 0}) == "");
}

TEST_CASE("softmax: what lies past the length does not matter, not even NaN", "[core]") {
  const Tensor x = Tensor::from({1, 3}, {1, 1, std::numeric_limits<real>::quiet_NaN()});
  CHECK(difference(softmax(x, Ids{2}), {1, 3}, {0.5, 0.5, 0}) == "");
}

TEST_CASE("softmax: huge values and minus infinity are exact", "[core]") {
  const Tensor x = Tensor::from(
      {3, 3}, {1e30f, 1e30f, -1e30f, -kInfinity, 5, -kInfinity, -1e30f, -1e30f, -kInfinity});
  CHECK(difference(softmax(x), {3, 3}, {0.5, 0.5, 0, 0, 1, 0, 0.5, 0.5, 0}) == "");
  const double log_half = -0.6931471805599453;
  CHECK(difference(log_softmax(x), {3, 3},
                   {log_half, log_half, -2e30, -kInfinity, 0, -kInfinity, log_half, log_half,
                    -kInfinity}) == "");
}

TEST_CASE("softmax: rows of any length sum to one", "[core]") {
  gloss::Rng rng;
  for (const int64_t n : {1, 2, 15, 16, 17, 31, 33, 1000}) {
    const Tensor y = softmax(Tensor::uniform({3, n}, -5, 5, rng));
    CHECK(difference(sum(y, 1), {3}, {1, 1, 1}) == "");
  }
  CHECK(softmax(Tensor::zeros({2, 0})).shape() == Shape{2, 0});
  CHECK(difference(softmax(Tensor::zeros({2})), {2}, {0.5, 0.5}) == "");
}

TEST_CASE("softmax: wrong lengths are refused", "[core]") {
  const Tensor x = Tensor::zeros({2, 3});
  CHECK_THROWS_WITH(softmax(Tensor::scalar(0)), "softmax: needs at least 1 dimension: x is []");
  CHECK_THROWS_WITH(softmax(x, Ids{1}),
                    "softmax: there are 1 lengths for 2 sequences: x is [2, 3]");
  CHECK_THROWS_WITH(log_softmax(Tensor::zeros({2}), Ids{1, 2}),
                    "log_softmax: lengths need at least 2 dimensions: x is [2]");
  CHECK_THROWS_WITH(softmax(x, Ids{1, 4}), "softmax: length 4 is not in [0, 3]: x is [2, 3]");
  CHECK_THROWS_WITH(log_softmax(x, Ids{-1, 3}),
                    "log_softmax: length -1 is not in [0, 3]: x is [2, 3]");
}

// F.cross_entropy(x, torch.tensor([3, -100, 0]), reduction='sum', label_smoothing=s), and x.grad
// after (2 * loss).backward()
TEST_CASE("cross_entropy: values and gradients agree with PyTorch", "[core]") {
  const Tensor x = logits(), y = cross_entropy(x, Ids{3, -100, 0});
  CHECK(difference(y, {}, {0.685023125}) == "");
  (2 * y).backward();
  CHECK(difference(x.grad(), {3, 4},
                   {0.0641172066, 0.174288637, 0.473765636, -0.71217148, 0, 0, 0, 0, -0.434330147,
                    0.211890373, 0.211890373, 0.0105494005}) == "");
}

TEST_CASE("cross_entropy: label smoothing agrees with PyTorch", "[core]") {
  const Tensor x = logits();
  const Tensor y = cross_entropy(x, Ids{3, -100, 0}, {.label_smoothing = real(0.1)});
  CHECK(difference(y, {}, {1.06002313}) == "");
  (2 * y).backward();
  CHECK(difference(x.grad(), {3, 4},
                   {0.0141172066, 0.124288637, 0.423765636, -0.56217148, 0, 0, 0, 0, -0.284330147,
                    0.161890373, 0.161890373, -0.0394505995}) == "");
}

TEST_CASE("cross_entropy: leading dimensions are rows, and any id may be the ignored one",
          "[core]") {
  const Tensor x = logits(), y = reshape(x, {1, 3, 4});
  CHECK(cross_entropy(y, Ids{3, 1, 0}, {.ignored = 1}).item() ==
        cross_entropy(x, Ids{3, -100, 0}).item());
  CHECK(cross_entropy(x, Ids{-100, -100, -100}).item() == 0);
  CHECK(cross_entropy(Tensor::zeros({2}), Ids{1}).item() == Approx(0.69314718));
}

TEST_CASE("cross_entropy: a large offset of the logits changes nothing", "[core]") {
  for (const real offset : {real(0), real(1e8), real(-1e8), real(1e30)}) {
    Tensor x = Tensor::from({1, 2}, {offset, offset});
    x.set_requires_grad();
    const Tensor y = cross_entropy(x, Ids{1}, {.label_smoothing = real(0.5)});
    CHECK(difference(y, {}, {0.69314718}) == "");
    y.backward();
    CHECK(difference(x.grad(), {1, 2}, {0.25, -0.25}) == "");
  }
}

TEST_CASE("cross_entropy: mistakes are named", "[core]") {
  const Tensor x = Tensor::zeros({2, 3});
  CHECK_THROWS_WITH(cross_entropy(Tensor::scalar(0), Ids{0}),
                    "cross_entropy: logits need classes: logits are []");
  CHECK_THROWS_WITH(cross_entropy(x, Ids{0}),
                    "cross_entropy: there are 1 targets, logits are [2, 3]");
  CHECK_THROWS_WITH(cross_entropy(x, Ids{0, 3}),
                    "cross_entropy: target 3 at 1 is not a class: logits are [2, 3]");
  CHECK_THROWS_WITH(cross_entropy(x, Ids{-1, 0}),
                    "cross_entropy: target -1 at 0 is not a class: logits are [2, 3]");
  CHECK_THROWS_WITH(cross_entropy(x, Ids{0, 0}, {.label_smoothing = 1}),
                    "cross_entropy: label smoothing must be in [0, 1): 1");
}
