#include "core/gradcheck.h"
#include "core/ops.h"

namespace gloss {
namespace {

using Inputs = std::vector<Tensor>;
using Ids = std::vector<int32_t>;

// The rows stand in the order of core/ops.h.

const Gradchecks arithmetic = operations(
    {{"add", [](auto& x) { return x[0] + x[1]; }, {{2, 3}, {2, 3}}},
     {"sub", [](auto& x) { return x[0] - x[1]; }, {{2, 3}, {3}}},
     {"mul", [](auto& x) { return x[0] * x[1]; }, {{2, 1, 7}, {3, 1}}},
     {"mul by itself", [](auto& x) { return x[0] * x[0]; }, {{5}}},
     {"div", [](auto& x) { return x[0] / x[1]; }, {{3, 1}, {1, 5}}, 0.5, 2},
     {"div, rank four", [](auto& x) { return x[0] / x[1]; }, {{2, 1, 5, 1}, {3, 1, 7}}, 0.5, 2},
     {"neg", [](auto& x) { return -x[0]; }, {{7}}},
     {"x + c", [](auto& x) { return x[0] + 3; }, {{7}}},
     {"c + x", [](auto& x) { return 3 + x[0]; }, {{7}}},
     {"x - c", [](auto& x) { return x[0] - 3; }, {{7}}},
     {"c - x", [](auto& x) { return 3 - x[0]; }, {{7}}},
     {"x * c", [](auto& x) { return x[0] * 3; }, {{7}}},
     {"c * x", [](auto& x) { return 3 * x[0]; }, {{7}}},
     {"x / c", [](auto& x) { return x[0] / 3; }, {{7}}},
     {"c / x", [](auto& x) { return 3 / x[0]; }, {{7}}, 0.5, 2},
     {"minimum", [](auto& x) { return minimum(x[0], x[1]); }, {{5, 7}, {7}}},
     {"maximum", [](auto& x) { return maximum(x[0], x[1]); }, {{5, 1}, {7}}},
     {"where", [](auto& x) { return where(greater(x[0], x[1]), x[0], x[1] * 2); }, {{3, 5}, {5}}}});

const Gradchecks functions =
    operations({{"exp", [](auto& x) { return exp(x[0]); }, {{17}}, -3, 3},
                {"log", [](auto& x) { return log(x[0]); }, {{17}}, 0.2, 5},
                {"sqrt", [](auto& x) { return sqrt(x[0]); }, {{17}}, 0.2, 5},
                {"pow 1.5", [](auto& x) { return pow(x[0], 1.5); }, {{17}}, 0.2, 5},
                {"pow 3", [](auto& x) { return pow(x[0], 3); }, {{17}}, -2, 2},
                {"pow -1", [](auto& x) { return pow(x[0], -1); }, {{17}}, 0.5, 2},
                {"abs", [](auto& x) { return abs(x[0]); }, {{7}}, 0.1, 3},
                {"abs below 0", [](auto& x) { return abs(x[0]); }, {{7}}, -3, -0.1},
                {"clamp inside", [](auto& x) { return clamp(x[0], -1.1, 1.1); }, {{7}}},
                {"clamp outside", [](auto& x) { return clamp(x[0], 2, 3) * x[0]; }, {{7}}},
                {"tanh", [](auto& x) { return tanh(x[0]); }, {{17}}, -3, 3},
                {"sigmoid", [](auto& x) { return sigmoid(x[0]); }, {{17}}, -5, 5},
                {"relu above 0", [](auto& x) { return relu(x[0]); }, {{7}}, 0.1, 3},
                {"relu below 0", [](auto& x) { return relu(x[0]) + x[0]; }, {{7}}, -3, -0.1},
                {"gelu", [](auto& x) { return gelu(x[0]); }, {{17}}, -3, 3},
                {"silu", [](auto& x) { return silu(x[0]); }, {{17}}, -5, 5}});

auto product(MatmulOptions options) {
  return [options](auto& x) { return matmul(x[0], x[1], options); };
}

const Gradchecks products = operations(
    {{"matmul", product({}), {{5, 3}, {3, 7}}},
     {"matmul at", product({.transpose_a = true}), {{3, 5}, {3, 7}}},
     {"matmul bt", product({.transpose_b = true}), {{5, 3}, {7, 3}}},
     {"matmul at bt", product({.transpose_a = true, .transpose_b = true}), {{3, 5}, {7, 3}}},
     {"matmul batched", product({}), {{2, 5, 3}, {2, 3, 7}}},
     {"matmul batched at", product({.transpose_a = true}), {{2, 3, 5}, {2, 3, 7}}},
     {"matmul batched bt", product({.transpose_b = true}), {{2, 5, 3}, {2, 7, 3}}},
     {"matmul batched at bt",
      product({.transpose_a = true, .transpose_b = true}),
      {{2, 3, 5}, {2, 7, 3}}},
     {"matmul rank four", product({}), {{2, 3, 5, 2}, {2, 3, 2, 3}}},
     {"matmul shared", product({}), {{2, 5, 3}, {3, 7}}},
     {"matmul shared at", product({.transpose_a = true}), {{2, 3, 5}, {3, 7}}},
     {"matmul shared bt", product({.transpose_b = true}), {{2, 5, 3}, {7, 3}}},
     {"matmul shared at bt",
      product({.transpose_a = true, .transpose_b = true}),
      {{2, 3, 5}, {7, 3}}},
     {"matmul by its own transpose",
      [](auto& x) { return matmul(x[0], x[0], {.transpose_b = true}); },
      {{5, 3}}},
     {"linear", [](auto& x) { return linear(x[0], x[1], x[2]); }, {{2, 3, 5}, {7, 5}, {7}}},
     {"linear without bias", [](auto& x) { return linear(x[0], x[1]); }, {{5}, {7, 5}}},
     {"linear_log_softmax",
      [](auto& x) { return linear_log_softmax(x[0], x[1], x[2]); },
      {{3, 5}, {7, 5}, {7}}}});

const Gradchecks reductions =
    operations({{"sum", [](auto& x) { return sum(x[0]); }, {{2, 3, 5}}},
                {"sum 0", [](auto& x) { return sum(x[0], 0); }, {{2, 3, 5}}},
                {"sum 1", [](auto& x) { return sum(x[0], 1, true); }, {{2, 3, 5}}},
                {"sum -1", [](auto& x) { return sum(x[0], -1); }, {{2, 3, 5}}},
                {"mean", [](auto& x) { return mean(x[0]); }, {{2, 3, 5}}},
                {"mean 1", [](auto& x) { return mean(x[0], 1); }, {{2, 3, 5}}},
                {"variance", [](auto& x) { return variance(x[0]); }, {{2, 3, 5}}},
                {"variance 1", [](auto& x) { return variance(x[0], 1); }, {{2, 3, 5}}},
                {"max", [](auto& x) { return max(x[0]); }, {{2, 3, 5}}},
                {"max 1", [](auto& x) { return max(x[0], 1); }, {{2, 3, 5}}}});

const Ids counts{5, 0, 3}, targets{6, -100, 0, 3, 3}, others{6, 3, 0, 2, 2},
    labels{4, -100, 0, 6, 6};

// The part of log_softmax that is not -infinity.
Tensor finite_part(const Inputs& x) {
  return slice(log_softmax(x[0], Ids{3, 5, 3}), 1, 0, 3);
}

const Gradchecks softmaxes = operations(
    {{"softmax", [](auto& x) { return softmax(x[0]); }, {{3, 17}}, -3, 3},
     {"softmax with lengths", [](auto& x) { return softmax(x[0], counts); }, {{3, 2, 5}}},
     {"log_softmax", [](auto& x) { return log_softmax(x[0]); }, {{3, 17}}, -3, 3},
     {"log_softmax with lengths", finite_part, {{3, 5}}},
     {"cross_entropy", [](auto& x) { return cross_entropy(x[0], targets); }, {{5, 7}}},
     {"cross_entropy, smoothed",
      [](auto& x) { return cross_entropy(x[0], others, {.ignored = 3, .label_smoothing = 0.2}); },
      {{5, 7}}}});

auto consistency(ConsistencyOptions options) {
  return [options](auto& x) {
    const PredictionPairs pairs{{0, 1, 4}, {2, 3, 5}, {6, 0, 3}};
    return linear_consistency(x[0], x[1], x[2], pairs, options).sum;
  };
}

const Gradchecks losses = operations(
    {{"linear_cross_entropy",
      [](auto& x) { return linear_cross_entropy(x[0], x[1], x[2], labels); },
      {{5, 3}, {7, 3}, {7}}},
     {"linear_cross_entropy, smoothed, no bias",
      [](auto& x) {
        return linear_cross_entropy(x[0], x[1], {}, labels, {.label_smoothing = real(0.2)});
      },
      {{5, 3}, {7, 3}}},
     {"linear_consistency, one way",
      consistency({.first = 2, .forward = 3}),
      {{6, 3}, {7, 3}, {7}}},
     {"linear_consistency, both ways, smoothed",
      consistency({.label_smoothing = real(0.2), .second = 2, .forward = 3, .reverse = 5}),
      {{6, 3}, {7, 3}, {7}}}});

const Ids rows{2, 0, 2, 1}, some{2, kNoId, 2, kNoId};
const Shape square{2, 2};

const Gradchecks layers = operations(
    {{"layer_norm", [](auto& x) { return layer_norm(x[0], x[1], x[2]); }, {{2, 3, 5}, {5}, {5}}},
     {"layer_norm, long rows",
      [](auto& x) { return layer_norm(x[0], x[1], x[2], 0.1); },
      {{2, 37}, {37}, {37}}},
     {"dropout",
      [](auto& x) {
        Rng rng;
        return dropout(x[0], 0.3, rng);
      },
      {{5, 7}}},
     {"add_dropout",
      [](auto& x) {
        Rng rng;
        return add_dropout(x[0], x[1], 0.3, rng);
      },
      {{5, 7}, {5, 7}}},
     {"gather", [](auto& x) { return gather(x[0], rows); }, {{3, 2, 5}}},
     {"embedding", [](auto& x) { return embedding(x[0], rows, square); }, {{3, 5}}},
     {"embedding of no id", [](auto& x) { return embedding(x[0], some, square); }, {{3, 5}}}});

const Ids lengths{5, 2};

auto attend(HeadOptions options) {
  return [options](auto& x) { return head_context(head_weights(x[0], x[1], options), x[2]); };
}

const Gradchecks additive =
    operations({{"additive_scores",
                 [](auto& x) { return additive_scores(x[0], x[1], x[2]); },
                 {{2, 3, 7}, {2, 5, 7}, {7}}},
                {"additive_scores with lengths",
                 [](auto& x) { return additive_scores(x[0], x[1], x[2], lengths); },
                 {{2, 3, 17}, {2, 5, 17}, {17}}},
                {"additive_scores of itself",
                 [](auto& x) { return additive_scores(x[0], x[0], x[1]); },
                 {{2, 3, 17}, {17}}}});

const Gradchecks heads = operations(
    {{"head_weights",
      [](auto& x) { return head_weights(x[0], x[1], {.heads = 3}); },
      {{2, 3, 6}, {2, 5, 6}}},
     {"rotate_pairs",
      [](auto& x) {
        const Tensor cosine = Tensor::from({3, 2}, {1, 1, real(0.8), real(0.6), 0, real(-0.6)});
        const Tensor sine = Tensor::from({3, 2}, {0, 0, real(0.6), real(0.8), 1, real(0.8)});
        return rotate_pairs({x[0], 1, 8}, cosine, sine) + rotate_pairs({x[0], 0, 8}, cosine, sine);
      },
      {{2, 3, 9}}},
     {"head_context", [](auto& x) { return head_context(x[0], x[1]); }, {{2, 3, 7, 5}, {2, 5, 6}}},
     {"head_context of heads", attend({.heads = 2}), {{2, 3, 10}, {2, 5, 10}, {2, 5, 10}}},
     {"head_context of heads with lengths",
      attend({.heads = 2, .lengths = lengths}),
      {{2, 3, 10}, {2, 5, 10}, {2, 5, 10}}},
     {"head_context of causal heads",
      attend({.heads = 1, .lengths = lengths, .causal = true}),
      {{2, 3, 17}, {2, 5, 17}, {2, 5, 17}}},
     {"head_context of heads within one projection",
      [](auto& x) {
        const Columns q(x[0], 0, 6), k(x[0], 6, 6), v(x[0], 12, 6);
        return head_context(head_weights(q, k, {.heads = 2, .causal = true}), v);
      },
      {{2, 5, 18}}},
     {"head_context of heads of one tensor",
      [](auto& x) { return head_context(head_weights(x[0], x[0], {.heads = 2}), x[0]); },
      {{2, 5, 6}}}});

const int axes[] = {3, 1, 0, 2};
const Shape cube{2, 3, 5};

const Gradchecks shapes =
    operations({{"reshape",
                 [](auto& x) {
                   return reshape(x[0], {3, -1});
                 },
                 {cube}},
                {"select", [](auto& x) { return select(x[0], 1); }, {cube}},
                {"slice 0", [](auto& x) { return slice(x[0], 0, 1, 3); }, {{5, 3}}},
                {"slice 1", [](auto& x) { return slice(x[0], 1, 1, 3); }, {{2, 5, 3}}},
                {"split", [](auto& x) { return concat(split(x[0], 1, 3), 0); }, {{2, 9}}},
                {"transpose", [](auto& x) { return transpose(x[0]); }, {cube}},
                {"permute", [](auto& x) { return permute(x[0], axes); }, {{2, 3, 5, 7}}},
                {"expand", [](auto& x) { return expand(x[0], cube); }, {{3, 1}}},
                {"concat",
                 [](auto& x) {
                   return concat(Inputs{x[0], x[1], x[0]}, 1);
                 },
                 {{2, 3}, {2, 5}}},
                {"stack", [](auto& x) { return stack(x); }, {{3}, {3}}}});

}  // namespace
}  // namespace gloss
