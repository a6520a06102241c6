// The gradient of every operation against central differences, on every element. In double
// precision, where the two agree to 1e-6 or something is wrong.

#include <functional>
#include <vector>

#include "core/gradcheck.h"
#include "core/memory.h"
#include "core/ops.h"
#include "tests/support/catch.h"

using gloss::real;
using gloss::Rng;
using gloss::Shape;
using gloss::Tensor;

namespace {

using Inputs = std::vector<Tensor>;
using Ids = std::vector<int32_t>;

// Inputs are drawn from [low, high), which keeps them from where a function has a kink.
struct Row {
  const char* name;
  std::function<Tensor(const Inputs&)> f;
  std::vector<Shape> inputs;
  real low = -1, high = 1;
};

void check(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const int64_t before = gloss::memory::live();
    {
      Rng rng{.seed = 3};
      Inputs inputs;
      int64_t elements = 0;
      for (const Shape& shape : row.inputs) {
        inputs.push_back(Tensor::uniform(shape, row.low, row.high, rng));
        elements += shape.size();
      }
      const auto report = gloss::gradcheck(row.f, inputs);
      CHECK(report.text() == "ok");
      CHECK(report.checked == elements);
    }
    CHECK(gloss::memory::live() == before);  // neither pass left anything behind
  }
}

}  // namespace

TEST_CASE("gradients: arithmetic", "[core]") {
  check({{"add", [](const Inputs& x) { return x[0] + x[1]; }, {{2, 3}, {2, 3}}},
         {"sub", [](const Inputs& x) { return x[0] - x[1]; }, {{2, 3}, {3}}},
         {"mul", [](const Inputs& x) { return x[0] * x[1]; }, {{2, 1, 7}, {3, 1}}},
         {"mul by itself", [](const Inputs& x) { return x[0] * x[0]; }, {{5}}},
         {"div", [](const Inputs& x) { return x[0] / x[1]; }, {{3, 1}, {1, 5}}, 0.5, 2},
         {"div, rank four",
          [](const Inputs& x) { return x[0] / x[1]; },
          {{2, 1, 5, 1}, {3, 1, 7}},
          0.5,
          2},
         {"neg", [](const Inputs& x) { return -x[0]; }, {{7}}},
         {"x + c", [](const Inputs& x) { return x[0] + 3; }, {{7}}},
         {"c + x", [](const Inputs& x) { return 3 + x[0]; }, {{7}}},
         {"x - c", [](const Inputs& x) { return x[0] - 3; }, {{7}}},
         {"c - x", [](const Inputs& x) { return 3 - x[0]; }, {{7}}},
         {"x * c", [](const Inputs& x) { return x[0] * 3; }, {{7}}},
         {"c * x", [](const Inputs& x) { return 3 * x[0]; }, {{7}}},
         {"x / c", [](const Inputs& x) { return x[0] / 3; }, {{7}}},
         {"c / x", [](const Inputs& x) { return 3 / x[0]; }, {{7}}, 0.5, 2},
         {"minimum", [](const Inputs& x) { return minimum(x[0], x[1]); }, {{5, 7}, {7}}},
         {"maximum", [](const Inputs& x) { return maximum(x[0], x[1]); }, {{5, 1}, {7}}},
         {"where",
          [](const Inputs& x) {
            return where(Tensor::from({3, 1}, {1, 0, 1}), x[0], x[1]);
          },
          {{3, 5}, {5}}}});
}

TEST_CASE("gradients: functions of one element", "[core]") {
  check({{"exp", [](const Inputs& x) { return exp(x[0]); }, {{17}}, -3, 3},
         {"log", [](const Inputs& x) { return log(x[0]); }, {{17}}, 0.2, 5},
         {"sqrt", [](const Inputs& x) { return sqrt(x[0]); }, {{17}}, 0.2, 5},
         {"pow 1.5", [](const Inputs& x) { return pow(x[0], 1.5); }, {{17}}, 0.2, 5},
         {"pow 3", [](const Inputs& x) { return pow(x[0], 3); }, {{17}}, -2, 2},
         {"pow -1", [](const Inputs& x) { return pow(x[0], -1); }, {{17}}, 0.5, 2},
         {"abs", [](const Inputs& x) { return abs(x[0]); }, {{7}}, 0.1, 3},
         {"abs below 0", [](const Inputs& x) { return abs(x[0]); }, {{7}}, -3, -0.1},
         {"clamp inside", [](const Inputs& x) { return clamp(x[0], -1.1, 1.1); }, {{7}}},
         {"clamp outside", [](const Inputs& x) { return clamp(x[0], 2, 3) * x[0]; }, {{7}}},
         {"tanh", [](const Inputs& x) { return tanh(x[0]); }, {{17}}, -3, 3},
         {"sigmoid", [](const Inputs& x) { return sigmoid(x[0]); }, {{17}}, -5, 5},
         {"relu above 0", [](const Inputs& x) { return relu(x[0]); }, {{7}}, 0.1, 3},
         {"relu below 0", [](const Inputs& x) { return relu(x[0]) + x[0]; }, {{7}}, -3, -0.1},
         {"gelu", [](const Inputs& x) { return gelu(x[0]); }, {{17}}, -3, 3},
         {"silu", [](const Inputs& x) { return silu(x[0]); }, {{17}}, -5, 5}});
}

TEST_CASE("gradients: matrix products", "[core]") {
  const auto product = [](gloss::MatmulOptions options) {
    return [options](const Inputs& x) { return matmul(x[0], x[1], options); };
  };
  check(
      {{"matmul", product({}), {{5, 3}, {3, 7}}},
       {"matmul at", product({.transpose_a = true}), {{3, 5}, {3, 7}}},
       {"matmul bt", product({.transpose_b = true}), {{5, 3}, {7, 3}}},
       {"matmul at bt", product({.transpose_a = true, .transpose_b = true}), {{3, 5}, {7, 3}}},
       {"batched", product({}), {{2, 5, 3}, {2, 3, 7}}},
       {"batched at", product({.transpose_a = true}), {{2, 3, 5}, {2, 3, 7}}},
       {"batched bt", product({.transpose_b = true}), {{2, 5, 3}, {2, 7, 3}}},
       {"batched at bt",
        product({.transpose_a = true, .transpose_b = true}),
        {{2, 3, 5}, {2, 7, 3}}},
       {"rank four", product({}), {{2, 3, 5, 2}, {2, 3, 2, 3}}},
       {"shared", product({}), {{2, 5, 3}, {3, 7}}},
       {"shared at", product({.transpose_a = true}), {{2, 3, 5}, {3, 7}}},
       {"shared bt", product({.transpose_b = true}), {{2, 5, 3}, {7, 3}}},
       {"shared at bt", product({.transpose_a = true, .transpose_b = true}), {{2, 3, 5}, {7, 3}}},
       {"by its own transpose",
        [](const Inputs& x) { return matmul(x[0], x[0], {.transpose_b = true}); },
        {{5, 3}}},
       {"linear",
        [](const Inputs& x) { return linear(x[0], x[1], x[2]); },
        {{2, 3, 5}, {7, 5}, {7}}},
       {"linear without bias", [](const Inputs& x) { return linear(x[0], x[1]); }, {{5}, {7, 5}}}});
}

TEST_CASE("gradients: reductions", "[core]") {
  check({{"sum", [](const Inputs& x) { return sum(x[0]); }, {{2, 3, 5}}},
         {"sum 0", [](const Inputs& x) { return sum(x[0], 0); }, {{2, 3, 5}}},
         {"sum 1", [](const Inputs& x) { return sum(x[0], 1, true); }, {{2, 3, 5}}},
         {"sum -1", [](const Inputs& x) { return sum(x[0], -1); }, {{2, 3, 5}}},
         {"mean", [](const Inputs& x) { return mean(x[0]); }, {{2, 3, 5}}},
         {"mean 1", [](const Inputs& x) { return mean(x[0], 1); }, {{2, 3, 5}}},
         {"variance", [](const Inputs& x) { return variance(x[0]); }, {{2, 3, 5}}},
         {"variance 1", [](const Inputs& x) { return variance(x[0], 1); }, {{2, 3, 5}}},
         {"max", [](const Inputs& x) { return max(x[0]); }, {{2, 3, 5}}},
         {"max 1", [](const Inputs& x) { return max(x[0], 1); }, {{2, 3, 5}}}});
}

TEST_CASE("gradients: softmax and losses", "[core]") {
  const Ids lengths{5, 0, 3}, targets{6, -100, 0, 3, 3}, others{6, 3, 0, 2, 2};
  const auto finite = [=](const Inputs& x) {  // the part of log_softmax that is not -infinity
    return slice(log_softmax(x[0], Ids{3, 5, 3}), 1, 0, 3);
  };
  check({{"softmax", [](const Inputs& x) { return softmax(x[0]); }, {{3, 17}}, -3, 3},
         {"softmax with lengths",
          [=](const Inputs& x) { return softmax(x[0], lengths); },
          {{3, 2, 5}}},
         {"log_softmax", [](const Inputs& x) { return log_softmax(x[0]); }, {{3, 17}}, -3, 3},
         {"log_softmax with lengths", finite, {{3, 5}}},
         {"cross_entropy", [=](const Inputs& x) { return cross_entropy(x[0], targets); }, {{5, 7}}},
         {"cross_entropy, smoothed",
          [=](const Inputs& x) {
            return cross_entropy(x[0], others, {.ignored = 3, .label_smoothing = 0.2});
          },
          {{5, 7}}}});
}

TEST_CASE("gradients: functions of layers", "[core]") {
  const Ids rows{2, 0, 2, 1}, lengths{5, 2};
  check({{"layer_norm",
          [](const Inputs& x) { return layer_norm(x[0], x[1], x[2]); },
          {{2, 3, 5}, {5}, {5}}},
         {"layer_norm, long rows",
          [](const Inputs& x) { return layer_norm(x[0], x[1], x[2], 0.1); },
          {{2, 37}, {37}, {37}}},
         {"dropout",
          [](const Inputs& x) {
            Rng rng;
            return dropout(x[0], 0.3, rng);
          },
          {{5, 7}}},
         {"gather", [=](const Inputs& x) { return gather(x[0], rows); }, {{3, 2, 5}}},
         {"embedding",
          [=](const Inputs& x) {
            return embedding(x[0], rows, {2, 2});
          },
          {{3, 5}}},
         {"additive_scores",
          [](const Inputs& x) { return additive_scores(x[0], x[1], x[2]); },
          {{2, 3, 7}, {2, 5, 7}, {7}}},
         {"additive_scores with lengths",
          [=](const Inputs& x) { return additive_scores(x[0], x[1], x[2], lengths); },
          {{2, 3, 17}, {2, 5, 17}, {17}}},
         {"additive_scores of itself",
          [](const Inputs& x) { return additive_scores(x[0], x[0], x[1]); },
          {{2, 3, 17}, {17}}}});
}

TEST_CASE("gradients: attention by several heads", "[core]") {
  static const Ids lengths{5, 2};
  const auto attend = [](gloss::HeadOptions options) {
    return [options](const Inputs& x) {
      return gloss::head_context(gloss::head_weights(x[0], x[1], options), x[2]);
    };
  };
  check({{"head_weights",
          [](const Inputs& x) { return gloss::head_weights(x[0], x[1], {.heads = 3}); },
          {{2, 3, 6}, {2, 5, 6}}},
         {"head_context",
          [](const Inputs& x) { return gloss::head_context(x[0], x[1]); },
          {{2, 3, 7, 5}, {2, 5, 6}}},
         {"heads", attend({.heads = 2}), {{2, 3, 10}, {2, 5, 10}, {2, 5, 10}}},
         {"heads with lengths",
          attend({.heads = 2, .lengths = lengths}),
          {{2, 3, 10}, {2, 5, 10}, {2, 5, 10}}},
         {"causal heads",
          attend({.heads = 1, .lengths = lengths, .causal = true}),
          {{2, 3, 17}, {2, 5, 17}, {2, 5, 17}}},
         {"heads within one projection",
          [](const Inputs& x) {
            const gloss::Columns q(x[0], 0, 6), k(x[0], 6, 6), v(x[0], 12, 6);
            return gloss::head_context(gloss::head_weights(q, k, {.heads = 2, .causal = true}), v);
          },
          {{2, 5, 18}}},
         {"heads of one tensor",
          [](const Inputs& x) {
            return gloss::head_context(gloss::head_weights(x[0], x[0], {.heads = 2}), x[0]);
          },
          {{2, 5, 6}}}});
}

TEST_CASE("gradients: recurrent cells", "[core]") {
  static const Ids lengths{1, 3, 2};
  const gloss::CellStep free, ended{.lengths = lengths, .t = 2};
  for (const gloss::CellStep& step : {free, ended})
    check({{"tanh_cell",
            [=](const Inputs& x) { return tanh_cell(x[0], x[1], x[2], step); },
            {{3, 5}, {3, 5}, {3, 5}}},
           {"gru_cell",
            [=](const Inputs& x) { return gru_cell(x[0], x[1], x[2], step); },
            {{3, 15}, {3, 15}, {3, 5}}},
           {"lstm_cell",
            [=](const Inputs& x) { return lstm_cell(x[0], x[1], x[2], step); },
            {{3, 20}, {3, 20}, {3, 10}}},
           {"gru_cell, one tensor for both gates",
            [=](const Inputs& x) { return gru_cell(x[0], x[0], x[1], step); },
            {{3, 15}, {3, 5}}}});
}

TEST_CASE("gradients: a recurrent cell along a sequence", "[core]") {
  static const Ids lengths{1, 4, 2};
  using gloss::Cell;
  for (const Cell cell : {Cell::kTanh, Cell::kGru, Cell::kLstm})
    for (const bool reverse : {false, true}) {
      const int64_t rows = gloss::gate_count(cell) * 2;
      check({{"rnn",
              [=](const Inputs& x) { return rnn(cell, x[0], x[1], x[2], {.reverse = reverse}); },
              {{4, 3, rows}, {rows, 2}, {rows}}},
             {"rnn with lengths",
              [=](const Inputs& x) {
                return rnn(cell, x[0], x[1], x[2], {.lengths = lengths, .reverse = reverse});
              },
              {{4, 3, rows}, {rows, 2}, {rows}}}});
    }
}

TEST_CASE("gradients: a loss without its logits", "[core]") {
  static const Ids targets{4, -100, 0, 6, 6};
  check({{"linear_cross_entropy",
          [](const Inputs& x) { return linear_cross_entropy(x[0], x[1], x[2], targets); },
          {{5, 3}, {7, 3}, {7}}},
         {"linear_cross_entropy, smoothed, no bias",
          [](const Inputs& x) {
            return linear_cross_entropy(x[0], x[1], {}, targets, {.label_smoothing = real(0.2)});
          },
          {{5, 3}, {7, 3}}}});
}

TEST_CASE("gradients: shapes", "[core]") {
  check({{"reshape",
          [](const Inputs& x) {
            return reshape(x[0], {3, -1});
          },
          {{2, 3, 5}}},
         {"select", [](const Inputs& x) { return select(x[0], 1); }, {{2, 3, 5}}},
         {"slice 0", [](const Inputs& x) { return slice(x[0], 0, 1, 3); }, {{5, 3}}},
         {"slice 1", [](const Inputs& x) { return slice(x[0], 1, 1, 3); }, {{2, 5, 3}}},
         {"split",
          [](const Inputs& x) {
            const std::vector<Tensor> parts = split(x[0], 1, 3);
            return parts[0] * parts[1] + parts[2];
          },
          {{2, 9}}},
         {"transpose", [](const Inputs& x) { return transpose(x[0]); }, {{2, 3, 5}}},
         {"permute",
          [](const Inputs& x) {
            return permute(x[0], {3, 1, 0, 2});
          },
          {{2, 3, 5, 7}}},
         {"expand",
          [](const Inputs& x) {
            return expand(x[0], {2, 3, 5});
          },
          {{3, 1}}},
         {"concat",
          [](const Inputs& x) {
            return gloss::concat({x[0], x[1], x[0]}, 1);
          },
          {{2, 3}, {2, 5}}},
         {"stack",
          [](const Inputs& x) {
            return gloss::stack({x[0], x[1]});
          },
          {{3}, {3}}}});
}
