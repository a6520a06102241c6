#include <cmath>
#include <limits>
#include <vector>

#include "core/autograd.h"
#include "core/kernels/matmul.h"
#include "core/ops.h"
#include "tests/core/compare.h"
#include "tests/support/catch.h"
#include "tests/support/wave.h"

using namespace gloss;

namespace {

using Ids = std::vector<int32_t>;

std::vector<double> numbers(const Tensor& x) {
  return {x.values().begin(), x.values().end()};
}

// [B, T, E] as [B, heads, T, E / heads]
Tensor split_heads(const Tensor& x, int64_t heads) {
  return permute(reshape(x, {x.size(0), x.size(1), heads, x.size(2) / heads}), {0, 2, 1, 3});
}

// The equations of head_weights and head_context by matmul and softmax, without lengths.
Tensor plain_weights(const Tensor& query, const Tensor& keys, int64_t heads) {
  const Tensor q = split_heads(query, heads), k = split_heads(keys, heads);
  const real scale = 1 / std::sqrt(static_cast<real>(q.size(3)));
  return softmax(matmul(q, k, {.transpose_b = true}) * scale);
}

Tensor plain_context(const Tensor& weights, const Tensor& values) {
  const Tensor y = permute(matmul(weights, split_heads(values, weights.size(1))), {0, 2, 1, 3});
  return reshape(y, {values.size(0), weights.size(2), values.size(2)});
}

// Rows [first, last) of sentence b as a batch of one.
Tensor part(const Tensor& x, int64_t b, int64_t first, int64_t last) {
  return slice(slice(x, 0, b, b + 1), 1, first, last);
}

// The weights of one query, [heads, keys], without the keys from `keys` on.
Tensor weights_of(const Tensor& weights, int64_t b, int64_t t, int64_t keys) {
  const Tensor row = slice(slice(slice(weights, 0, b, b + 1), 2, t, t + 1), 3, 0, keys);
  return reshape(row, {weights.size(1), keys});
}

}  // namespace

// q, k, v = wave(1, 2, 2, 4), wave(2, 2, 3, 4), wave(3, 2, 3, 4)
// heads = lambda x: x.reshape(2, -1, 2, 2).transpose(1, 2)
// s = heads(q) @ heads(k).transpose(2, 3) / math.sqrt(2)
// past = torch.arange(3)[None] >= torch.tensor([3, 2])[:, None]
// w = torch.softmax(s.masked_fill(past[:, None, None], -math.inf), -1)
// y = (w @ heads(v)).transpose(1, 2).reshape(2, 2, 4); (y * wave(4, 2, 2, 4)).sum().backward()
TEST_CASE("head_weights and head_context: values and gradients agree with PyTorch", "[core]") {
  Tensor q = wave({2, 2, 4}, 1), k = wave({2, 3, 4}, 2), v = wave({2, 3, 4}, 3);
  for (Tensor* x : {&q, &k, &v})
    x->set_requires_grad();
  const Ids lengths{3, 2};
  const Tensor w = head_weights(q, k, {.heads = 2, .lengths = lengths});
  CHECK(difference(w, {2, 2, 2, 3},
                   {0.529357414, 0.363600193, 0.107042393, 0.156776328, 0.317005099, 0.526218573,
                    0.485387932, 0.277408836, 0.237203232, 0.102251029, 0.600512507, 0.297236464,
                    0.578110771, 0.421889229, 0,           0.70431961,  0.29568039,  0,
                    0.822200388, 0.177799612, 0,           0.453600642, 0.546399358, 0}) == "");
  const Tensor y = head_context(w, v);
  CHECK(
      difference(y, {2, 2, 4},
                 {0.206542032, -0.0983242112, -0.251459982, -0.0515659073, -0.295821041,
                  -0.0873717428, 0.274320275, -0.0608173755, 0.439169985, 0.21872176, -0.641704343,
                  -0.619035765, 0.50232623, 0.0671640566, 0.0210575833, -0.345484647}) == "");
  y.backward(wave({2, 2, 4}, 4));
  CHECK(difference(q.grad(), {2, 2, 4},
                   {0.276280595, -0.29871225, -0.155967528, -0.021908122, 0.107430984, 0.534728188,
                    0.250351711, -0.0900893685, -0.232197155, -0.0667169758, 0.281004572,
                    0.420753428, 0.259135889, 0.0744572551, -0.260770485, -0.390456548}) == "");
  CHECK(difference(k.grad(), {2, 3, 4},
                   {0.197851732,
                    0.226921574,
                    0.0445771449,
                    0.0511656369,
                    -0.597408582,
                    -0.410369142,
                    0.0997979394,
                    0.247057233,
                    0.399556849,
                    0.183447567,
                    -0.144375084,
                    -0.29822287,
                    0.00757215176,
                    0.219926079,
                    0.375216083,
                    0.0630410511,
                    -0.00757215176,
                    -0.219926079,
                    -0.375216083,
                    -0.0630410511,
                    0,
                    0,
                    0,
                    0}) == "");
  CHECK(difference(v.grad(), {2, 3, 4},
                   {-0.245511059,
                    -0.443003251,
                    -0.191251629,
                    0.216643339,
                    0.0384580752,
                    -0.21802139,
                    -0.404203809,
                    -0.418252738,
                    0.439608735,
                    0.114218852,
                    -0.227981171,
                    -0.141394208,
                    -0.512974535,
                    -0.434228017,
                    0.473829455,
                    0.602651313,
                    -0.3115017,
                    -0.107002438,
                    -0.234209346,
                    0.197513737,
                    0,
                    0,
                    0,
                    0}) == "");
}

TEST_CASE("head attention: is what its equations say, at all sizes around a vector's", "[core]") {
  Rng rng{.seed = 4};
  for (const int64_t size : {1, 5, 8, 16, 17, 37})
    for (const int64_t keys : {1, 7, 16, 17, 33})
      for (const int64_t queries : {1, 3, 15}) {
        CAPTURE(size, keys, queries);
        const int64_t heads = 3, width = heads * size;
        const Tensor q = Tensor::uniform({2, queries, width}, -1, 1, rng);
        const Tensor k = Tensor::uniform({2, keys, width}, -1, 1, rng);
        const Tensor v = Tensor::uniform({2, keys, width}, -1, 1, rng);
        const Tensor w = head_weights(q, k, {.heads = heads});
        CHECK(difference(w, {2, heads, queries, keys}, numbers(plain_weights(q, k, heads))) == "");
        CHECK(difference(head_context(w, v), {2, queries, width}, numbers(plain_context(w, v)),
                         2e-6) == "");
      }
}

TEST_CASE("head attention: columns of one projection are read and differentiated in place",
          "[core]") {
  Rng rng{.seed = 5};
  const Tensor numbers_of_all = Tensor::uniform({2, 5, 3 * 14}, -1, 1, rng);
  const Tensor seed = Tensor::uniform({2, 5, 14}, -1, 1, rng);
  Tensor packed = numbers_of_all.clone(), copied = numbers_of_all.clone();
  packed.set_requires_grad();
  copied.set_requires_grad();
  const HeadOptions options{.heads = 2, .causal = true};
  const Columns q(packed, 0, 14), k(packed, 14, 14), v(packed, 28, 14);
  const Tensor y = head_context(head_weights(q, k, options), v);
  y.backward(seed);
  const std::vector<Tensor> parts = split(copied, -1, 3);
  const Tensor expected = head_context(head_weights(parts[0], parts[1], options), parts[2]);
  expected.backward(seed);
  CHECK(same_bits(y, expected));
  CHECK(same_bits(packed.grad(), copied.grad()));
}

TEST_CASE("head attention: a query sees what its sentence and its place allow", "[core]") {
  const Ids lengths{7, 3, 0};
  Rng rng{.seed = 6};
  const Tensor q = Tensor::uniform({3, 5, 6}, -1, 1, rng);
  const Tensor k = Tensor::uniform({3, 7, 6}, -1, 1, rng);
  const Tensor w = head_weights(q, k, {.heads = 2, .lengths = lengths, .causal = true});
  for (int64_t b = 0; b < 3; ++b)
    for (int64_t h = 0; h < 2; ++h)
      for (int64_t t = 0; t < 5; ++t) {
        const int64_t visible =
            std::min<int64_t>(lengths[static_cast<size_t>(b)], 7 - 5 + t + 1);  // the last sees all
        double total = 0;
        for (int64_t s = 0; s < 7; ++s) {
          const real weight = w.at({b, h, t, s});
          CAPTURE(b, h, t, s);
          CHECK((weight > 0) == (s < visible));
          total += static_cast<double>(weight);
        }
        CHECK(total == Approx(visible > 0 ? 1 : 0));
      }
}

TEST_CASE("head attention: a causal query that sees no key yet has no weights", "[core]") {
  const Tensor w = head_weights(Tensor::ones({1, 3, 2}), Tensor::ones({1, 1, 2}), {.causal = true});
  CHECK(difference(w, {1, 1, 3, 1}, {0, 0, 1}) == "");
}

TEST_CASE("head attention: a query's result is the same bits alone and in the causal sequence",
          "[core]") {
  Rng rng{.seed = 7};
  for (const int64_t size : {5, 16, 32}) {
    const int64_t width = 2 * size, steps = 37;
    const Tensor x = Tensor::uniform({3, steps, 3 * width}, -2, 2, rng);
    const auto attend = [&](const Tensor& query, const Tensor& keys) {
      const Tensor w =
          head_weights({query, 0, width}, {keys, width, width}, {.heads = 2, .causal = true});
      return std::pair(w, head_context(w, {keys, 2 * width, width}));
    };
    const auto [all_weights, all] = attend(x, x);
    for (int64_t b = 0; b < 3; ++b)
      for (int64_t t = 0; t < steps; ++t) {
        CAPTURE(size, b, t);
        const auto [weights, y] = attend(part(x, b, t, t + 1), part(x, b, 0, t + 1));
        CHECK(same_bits(y, part(all, b, t, t + 1)));
        CHECK(same_bits(weights_of(weights, 0, 0, t + 1), weights_of(all_weights, b, t, t + 1)));
      }
  }
}

TEST_CASE("head attention: results do not depend on padding nor on what it holds", "[core]") {
  Rng rng{.seed = 8};
  const int64_t width = 2 * 7;
  for (const int32_t length : {1, 15, 16, 17}) {
    const Tensor q = Tensor::uniform({1, 3, width}, -2, 2, rng);
    const Tensor k = Tensor::uniform({1, length, width}, -2, 2, rng);
    const Tensor w = head_weights(q, k, {.heads = 2}), y = head_context(w, k);
    for (const int64_t padding : {1, 16, 40}) {
      CAPTURE(length, padding);
      const Tensor padded = concat({k, Tensor::full({1, padding, width}, 1000)}, 1);
      const Tensor weights = head_weights(q, padded, {.heads = 2, .lengths = Ids{length}});
      for (int64_t t = 0; t < 3; ++t)
        CHECK(same_bits(weights_of(weights, 0, t, length), weights_of(w, 0, t, length)));
      CHECK(same_bits(head_context(weights, padded), y));
    }
  }
}

TEST_CASE("cached_attention: gives the bits of attention to rows gathered from each position",
          "[core]") {
  const int64_t heads = 2, e = 8;
  const Tensor query = wave({3, 1, e}, 1);
  // Positions of 3, 2 and 4 rows, and which of them each of the three queries has.
  const std::vector<Tensor> positions{wave({3, 1, 2 * e}, 2), wave({2, 1, 2 * e}, 3),
                                      wave({4, 1, 2 * e}, 4)};
  const Ids origins{2, 0, 3, 2, 1, 0, 0, 1, 1};
  std::vector<Tensor> rows;
  for (const Ids& of_position : {Ids{2, 2, 0}, Ids{0, 1, 1}, Ids{3, 0, 1}})
    rows.push_back(gather(positions[rows.size()], of_position));
  const Tensor kv = concat(rows, 1);  // [3, 3, 2 E]
  const Tensor weights = head_weights(query, {kv, 0, e}, {.heads = heads});
  CHECK(same_bits(cached_attention(query, positions, origins, heads),
                  head_context(weights, {kv, e, e})));
  CHECK_THROWS_WITH(cached_attention(query, positions, Ids{2, 0, 3, 2, 2, 0, 0, 1, 1}, heads),
                    "cached_attention: origin 2 is outside: keys and values are [2, 1, 16]");
  CHECK_THROWS_WITH(cached_attention(wave({3, 2, e}, 1), positions, origins, heads),
                    "cached_attention: needs one query and an origin at each position for each "
                    "row: query is [3, 2, 8], positions are 3, origins are 9");
  Tensor parameter = query.clone();
  parameter.set_requires_grad();
  CHECK_THROWS_WITH(cached_attention(parameter, positions, origins, heads),
                    "cached_attention: has no gradient");
  std::vector<Tensor> trained = positions;
  trained[1].set_requires_grad();
  CHECK_THROWS_WITH(cached_attention(query, trained, origins, heads),
                    "cached_attention: has no gradient");
}

TEST_CASE("head attention: gradients past a sentence's end are exactly 0", "[core]") {
  Rng rng{.seed = 9};
  Tensor q = Tensor::uniform({1, 3, 6}, -1, 1, rng), k = Tensor::uniform({1, 5, 6}, -1, 1, rng);
  Tensor v = Tensor::uniform({1, 5, 6}, -1, 1, rng);
  for (Tensor* x : {&q, &k, &v})
    x->set_requires_grad();
  sum(head_context(head_weights(q, k, {.heads = 3, .lengths = Ids{2}}), v) * q).backward();
  for (const Tensor& x : {k, v})
    for (int64_t s = 0; s < 5; ++s)
      for (int64_t i = 0; i < 6; ++i)
        CHECK((x.grad().at({0, s, i}) != 0) == (s < 2));
}

TEST_CASE("head attention: large scores neither overflow nor lose the largest", "[core]") {
  const Tensor q = Tensor::from({1, 1, 1}, {1000}), k = Tensor::from({1, 3, 1}, {-1000, 1000, 999});
  CHECK(difference(head_weights(q, k, {}), {1, 1, 1, 3}, {0, 1, 0}) == "");
}

TEST_CASE("head attention: a number that is not finite shows in the result", "[core]") {
  const real nan = std::numeric_limits<real>::quiet_NaN();
  const Tensor k = Tensor::from({1, 2, 1}, {1, nan});
  CHECK(std::isnan(head_weights(Tensor::ones({1, 1, 1}), k, {}).at({0, 0, 0, 0})));
}

TEST_CASE("head attention: no queries and no keys are allowed", "[core]") {
  const Tensor none = head_weights(Tensor::zeros({2, 0, 4}), Tensor::zeros({2, 3, 4}), {});
  CHECK(none.shape() == Shape{2, 1, 0, 3});
  const Tensor w = head_weights(Tensor::zeros({1, 2, 4}), Tensor::zeros({1, 0, 4}), {.heads = 2});
  CHECK(difference(head_context(w, Tensor::zeros({1, 0, 4})), {1, 2, 4},
                   {0, 0, 0, 0, 0, 0, 0, 0}) == "");
}

TEST_CASE("multiply_adds: attention adds queries times keys times features for each product",
          "[core]") {
  Rng rng;
  Tensor q = Tensor::uniform({2, 3, 6}, -1, 1, rng), k = Tensor::uniform({2, 5, 6}, -1, 1, rng);
  q.set_requires_grad();
  k.set_requires_grad();
  const int64_t product = 2 * 3 * 5 * 6, before = kernels::multiply_adds();
  const Tensor w = head_weights(q, k, {.heads = 3}), y = head_context(w, k);
  CHECK(kernels::multiply_adds() - before == 2 * product);
  sum(y).backward();  // dq, dk, dweights and dvalues
  CHECK(kernels::multiply_adds() - before == 6 * product);
}

TEST_CASE("head_weights: mistakes are named with all shapes", "[core]") {
  const Tensor q = Tensor::zeros({2, 3, 4}), k = Tensor::zeros({2, 5, 4});
  CHECK_THROWS_WITH(head_weights(Tensor::zeros({3, 4}), k, {}),
                    "head_weights: needs 3 dimensions: query is [3, 4]");
  CHECK_THROWS_WITH(head_weights({q, 2, 3}, k, {}),
                    "head_weights: columns [2, 5) are outside: query is [2, 3, 4]");
  CHECK_THROWS_WITH(head_weights({q, 2, 2}, k, {}),
                    "head_weights: batch and columns must agree: query is [2, 3, 4], 2 columns of "
                    "it, keys are [2, 5, 4], 4 columns of it");
  CHECK_THROWS_WITH(head_weights(q, Tensor::zeros({1, 5, 4}), {}),
                    "head_weights: batch and columns must agree: query is [2, 3, 4], 4 columns of "
                    "it, keys are [1, 5, 4], 4 columns of it");
  CHECK_THROWS_WITH(head_weights(q, k, {.heads = 3}),
                    "head_weights: 4 columns do not divide into 3 heads");
  CHECK_THROWS_WITH(head_weights(q, k, {.lengths = Ids{5}}),
                    "head_weights: there are 1 lengths for 2 sequences: keys are [2, 5, 4]");
  CHECK_THROWS_WITH(head_weights(q, k, {.lengths = Ids{5, 6}}),
                    "head_weights: length 6 is not in [0, 5]: keys are [2, 5, 4]");
}

TEST_CASE("head_context: mistakes are named with all shapes", "[core]") {
  const Tensor w = Tensor::zeros({2, 3, 5, 7});
  CHECK_THROWS_WITH(head_context(w, Tensor::zeros({2, 6, 6})),
                    "head_context: batch and keys must agree: weights are [2, 3, 5, 7], values are "
                    "[2, 6, 6]");
  CHECK_THROWS_WITH(head_context(w, Tensor::zeros({2, 7, 4})),
                    "head_context: 4 columns do not divide into 3 heads");
  CHECK_THROWS_WITH(head_context(w, {Tensor::zeros({2, 7, 6}), 3, 6}),
                    "head_context: columns [3, 9) are outside: values is [2, 7, 6]");
}
