// Every kernel family gives the same bits for any number of threads, forward and backward, on sizes
// that are cut into several pieces.

#include <functional>
#include <vector>

#include "core/autograd.h"
#include "core/kernels/reduce.h"
#include "core/ops.h"
#include "tests/core/compare.h"
#include "tests/core/with_threads.h"
#include "tests/support/catch.h"

using gloss::real;
using gloss::Rng;
using gloss::Shape;
using gloss::Tensor;
using gloss::WithThreads;

namespace {

using Inputs = std::vector<Tensor>;

struct Family {
  const char* name;
  std::vector<Shape> inputs;
  std::function<Tensor(const Inputs&)> f;
};

// f's result and the gradients of its inputs, all numbers drawn anew from the same seed.
std::vector<Tensor> run(const Family& family) {
  Rng rng{.seed = 11};
  Inputs x;
  for (const Shape& shape : family.inputs) {
    x.push_back(Tensor::uniform(shape, real(0.1), 2, rng));
    x.back().set_requires_grad();
  }
  const Tensor y = family.f(x);
  y.backward(Tensor::uniform(y.shape(), -1, 1, rng));
  std::vector<Tensor> results{y};
  for (const Tensor& input : x)
    if (input.has_grad()) results.push_back(input.grad());
  return results;
}

void check(const std::vector<Family>& families) {
  for (const Family& family : families) {
    std::vector<Tensor> expected;
    for (const int count : gloss::kThreadCounts) {
      const WithThreads threads(count);
      const std::vector<Tensor> results = run(family);
      if (count == 1) expected = results;
      REQUIRE(results.size() == expected.size());
      for (size_t i = 0; i < results.size(); ++i) {
        CAPTURE(family.name, count, i);
        CHECK(same_bits(results[i], expected[i]));
      }
    }
  }
}

std::vector<int32_t> numbers(int64_t count, int32_t step, int32_t modulus) {
  std::vector<int32_t> x(static_cast<size_t>(count));
  for (size_t i = 0; i < x.size(); ++i)
    x[i] = static_cast<int32_t>(i) * step % modulus;
  return x;
}

constexpr int64_t kMany = 30011;  // more than three grains, and no multiple of anything

}  // namespace

TEST_CASE("threads: elementwise functions have the same bits for any number of threads", "[core]") {
  check({{"exp", {{kMany}}, [](const Inputs& x) { return exp(x[0]); }},
         {"log", {{kMany}}, [](const Inputs& x) { return log(x[0]); }},
         {"tanh", {{kMany}}, [](const Inputs& x) { return tanh(x[0]); }},
         {"sigmoid", {{kMany}}, [](const Inputs& x) { return sigmoid(x[0]); }},
         {"gelu", {{kMany}}, [](const Inputs& x) { return gelu(x[0]); }},
         {"silu", {{kMany}}, [](const Inputs& x) { return silu(x[0]); }},
         {"pow", {{kMany}}, [](const Inputs& x) { return pow(x[0], real(1.5)); }},
         {"clamp", {{kMany}}, [](const Inputs& x) { return clamp(x[0], real(0.5), 1); }},
         {"where", {{kMany}, {kMany}}, [](const Inputs& x) {
            return where(greater(x[0], x[1]), x[0] * 3, x[1]);
          }}});
}

TEST_CASE("threads: broadcasting and the sums in its backward pass have the same bits", "[core]") {
  const auto mixed = [](const Inputs& x) { return x[0] * x[1] + x[0] / x[1] - x[1]; };
  check({{"equal", {{kMany}, {kMany}}, mixed},
         {"scalar", {{kMany}, {}}, mixed},
         {"rows", {{211, 157}, {157}}, mixed},
         {"columns", {{211, 157}, {211, 1}}, mixed},
         {"outer", {{211, 1}, {157}}, mixed},
         {"middle", {{29, 1, 37}, {29, 31, 1}}, mixed}});
}

TEST_CASE("threads: reductions have the same bits", "[core]") {
  check({{"sum", {{kMany}}, [](const Inputs& x) { return sum(x[0]); }},
         {"sum 0", {{211, 157}}, [](const Inputs& x) { return sum(x[0], 0); }},
         {"sum 1", {{211, 157}}, [](const Inputs& x) { return sum(x[0], 1); }},
         {"long rows", {{3, 10007}}, [](const Inputs& x) { return sum(x[0], 1); }},
         {"variance", {{31, 17, 63}}, [](const Inputs& x) { return variance(x[0], 1); }},
         {"max", {{31, 17, 63}}, [](const Inputs& x) { return max(x[0], 1); }}});
}

TEST_CASE("threads: the squared norm has the same bits", "[core]") {
  Rng rng;
  const Tensor x = Tensor::uniform({kMany}, -1, 1, rng);
  double expected = 0;
  for (const int count : gloss::kThreadCounts) {
    const WithThreads threads(count);
    const double norm = gloss::kernels::squared_norm(x.data(), x.size());
    if (count == 1) expected = norm;
    CHECK(norm == expected);
  }
  CHECK(expected == Approx(kMany / 3.0).epsilon(0.02));
}

TEST_CASE("threads: matrix products have the same bits", "[core]") {
  const auto product = [](const Inputs& x) { return matmul(x[0], x[1]); };
  check({{"plain", {{131, 401}, {401, 67}}, product},
         {"transposed",
          {{401, 131}, {67, 401}},
          [](const Inputs& x) {
            return matmul(x[0], x[1], {.transpose_a = true, .transpose_b = true});
          }},
         {"batch", {{13, 31, 41}, {13, 41, 37}}, product},
         {"shared", {{13, 31, 41}, {41, 37}}, product},
         {"shared, transposed",
          {{13, 41, 31}, {41, 37}},
          [](const Inputs& x) { return matmul(x[0], x[1], {.transpose_a = true}); }},
         {"linear", {{7, 61, 127}, {131, 127}, {131}}, [](const Inputs& x) {
            return linear(x[0], x[1], x[2]);
          }}});
}

TEST_CASE("threads: softmax, losses and norms have the same bits", "[core]") {
  const std::vector<int32_t> lengths = numbers(31, 7, 1001), targets = numbers(67, 5, 1000);
  check({{"softmax", {{31, 3, 1000}}, [](const Inputs& x) { return softmax(x[0]); }},
         {"softmax with lengths",
          {{31, 3, 1000}},
          [&](const Inputs& x) { return softmax(x[0], lengths); }},
         {"log_softmax", {{31, 1000}}, [](const Inputs& x) { return log_softmax(x[0]); }},
         {"cross_entropy",
          {{67, 1000}},
          [&](const Inputs& x) {
            return cross_entropy(x[0], targets, {.label_smoothing = real(0.1)});
          }},
         {"layer_norm", {{211, 157}, {157}, {157}}, [](const Inputs& x) {
            return layer_norm(x[0], x[1], x[2]);
          }}});
}

TEST_CASE("threads: dropout, gather and changes of shape have the same bits", "[core]") {
  const std::vector<int32_t> ids = numbers(503, 3, 101);
  check({{"dropout",
          {{kMany}},
          [](const Inputs& x) {
            Rng rng;
            return dropout(x[0], real(0.3), rng);
          }},
         {"embedding", {{101, 67}}, [&](const Inputs& x) { return embedding(x[0], ids, {503}); }},
         {"permute",
          {{13, 17, 7, 23}},
          [](const Inputs& x) {
            return permute(x[0], {2, 0, 3, 1});
          }},
         {"concat",
          {{211, 97}, {211, 60}},
          [](const Inputs& x) {
            return gloss::concat({x[0], x[1]}, 1);
          }},
         {"slice", {{211, 157}}, [](const Inputs& x) { return slice(x[0], 1, 10, 150); }},
         {"expand", {{211, 1}}, [](const Inputs& x) {
            return expand(x[0], {3, 211, 67});
          }}});
}

TEST_CASE("threads: linear_cross_entropy has the same bits", "[core]") {
  const std::vector<int32_t> targets = numbers(300, 0, 96);
  check({{"linear_cross_entropy", {{300, 61}, {97, 61}, {97}}, [&](const Inputs& x) {
            return linear_cross_entropy(x[0], x[1], x[2], targets, {.label_smoothing = real(0.1)});
          }}});
}

TEST_CASE("threads: linear_consistency has the same bits", "[core]") {
  const gloss::PredictionPairs pairs{numbers(300, 0, 299), numbers(300, 300, 599),
                                     numbers(300, 0, 96)};
  check({{"linear_consistency", {{600, 61}, {97, 61}, {97}}, [&](const Inputs& x) {
            return linear_consistency(x[0], x[1], x[2], pairs,
                                      {.label_smoothing = real(0.1), .second = 2, .forward = 3})
                .sum;
          }}});
}

TEST_CASE("threads: attention has the same bits", "[core]") {
  const std::vector<int32_t> lengths = numbers(13, 5, 20);
  check({{"additive_scores",
          {{13, 17, 61}, {13, 19, 61}, {61}},
          [&](const Inputs& x) { return additive_scores(x[0], x[1], x[2], lengths); }},
         {"heads", {{13, 17, 66}, {13, 19, 132}}, [&](const Inputs& x) {
            const Tensor w = head_weights(x[0], {x[1], 0, 66}, {.heads = 6, .lengths = lengths});
            return head_context(w, {x[1], 66, 66});
          }}});
}
