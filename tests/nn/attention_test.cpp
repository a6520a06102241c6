#include "nn/attention.h"

#include <vector>

#include "apps/plain/attention.h"
#include "core/ops.h"
#include "tests/core/compare.h"
#include "tests/support/catch.h"
#include "tests/support/plain.h"
#include "tests/support/wave.h"

using namespace gloss;
using nn::Score;

namespace {

using Ids = std::vector<int32_t>;

struct Golden {
  Score score;
  int64_t key_size;
  std::vector<double> context, weights;
};

// q = wave(1, 2, 2, 3); k = wave(2, 2, 3, key_size); lengths = torch.tensor([3, 2])
// U, b, v = wave(4, 4, 2), wave(5, 4), wave(6, 4)
// s = q @ k.transpose(1, 2)                                                       # dot
// s = q @ k.transpose(1, 2) / math.sqrt(3)                                        # scaled dot
// s = q @ (k @ wave(3, 3, 2).T).transpose(1, 2)                                   # general
// s = torch.tanh((q @ wave(3, 4, 3).T)[:, :, None] + (k @ U.T + b)[:, None]) @ v  # additive
// past = torch.arange(3)[None] >= lengths[:, None]
// w = torch.softmax(s.masked_fill(past[:, None], -math.inf), -1); context = w @ k
const Golden kGolden[] = {
    {Score::kDot,
     3,
     {0.827949945, 0.260921399, -0.545997078, -0.40989627, -0.126151452, 0.273576429, 0.790288735,
      0.530851187, -0.216648494, -0.738700071, -0.380783011, 0.327224193},
     {0.387111307, 0.0669388814, 0.545949812, 0.171534016, 0.711150127, 0.117315857, 0.100632405,
      0.899367595, 0, 0.86873784, 0.13126216, 0}},
    {Score::kScaledDot,
     3,
     {0.684479468, 0.209974994, -0.457579521, -0.116716368, -0.0399931459, 0.0734995903,
      0.552285095, 0.388945467, -0.131988829, -0.499532602, -0.238183377, 0.242150546},
     {0.387202881, 0.140574581, 0.472222539, 0.245342526, 0.557635907, 0.197021567, 0.220196322,
      0.779803678, 0, 0.748589261, 0.251410739, 0}},
    {Score::kGeneral,
     2,
     {-0.502795412, -0.584324284, 0.323717216, 0.206660104, -0.244116429, -0.723804143, 0.588449829,
      0.0429167882},
     {0.106880751, 0.734059467, 0.159059782, 0.548925554, 0.103442673, 0.347631773, 0.195584139,
      0.804415861, 0, 0.738545836, 0.261454164, 0}},
    {Score::kAdditive,
     2,
     {0.246033868, 0.262529256, 0.146034542, 0.217568315, 0.759935444, 0.200840087, 0.366267602,
      -0.161693671},
     {0.4786939, 0.0912891636, 0.430016936, 0.414033848, 0.139755266, 0.446210886, 0.850380924,
      0.149619076, 0, 0.593648733, 0.406351267, 0}},
};

nn::Attention make(Score score, int64_t query_size, int64_t key_size, int64_t units) {
  Rng rng;
  return nn::Attention(
      {.score = score, .query_size = query_size, .key_size = key_size, .units = units}, rng);
}

}  // namespace

TEST_CASE("attention: every score agrees with PyTorch's operations", "[nn]") {
  for (const Golden& golden : kGolden) {
    CAPTURE(static_cast<int>(golden.score));
    const nn::Attention attention = make(golden.score, 3, golden.key_size, 4);
    if (golden.score == Score::kGeneral) fill_wave(attention.key_weight, 3);
    if (golden.score == Score::kAdditive) {
      fill_wave(attention.query_weight, 3);
      fill_wave(attention.key_weight, 4);
      fill_wave(attention.key_bias, 5);
      fill_wave(attention.score_weight, 6);
    }
    const auto result = attention(wave({2, 2, 3}, 1), wave({2, 3, golden.key_size}, 2), Ids{3, 2});
    CHECK(difference(result.context, {2, 2, golden.key_size}, golden.context) == "");
    CHECK(difference(result.weights, {2, 2, 3}, golden.weights) == "");
    CHECK(result.weights.at({1, 0, 2}) == 0);  // past the end, exactly
  }
}

TEST_CASE("attention: values and gradients of the additive score equal the plain program's",
          "[nn]") {
  Rng rng;
  const nn::Attention attention = make(Score::kAdditive, 5, 3, 7);
  const Tensor query = Tensor::uniform({1, 1, 5}, -1, 1, rng).set_requires_grad();
  const Tensor keys = Tensor::uniform({1, 4, 3}, -1, 1, rng).set_requires_grad();
  const Tensor seed = Tensor::uniform({1, 1, 3}, -1, 1, rng);
  const nn::Attention::Result result = attention(query, keys);
  result.context.backward(seed);

  plain::tape.clear();
  const plain::Attention same = {to_plain(attention.query_weight), to_plain(attention.key_weight),
                                 to_plain(attention.key_bias), to_plain(attention.score_weight)};
  const plain::Vector h = to_plain(query), x = to_plain(keys);
  const plain::Attended expected = plain::attend(
      same, h,
      {plain::row(x, 0, 3), plain::row(x, 1, 3), plain::row(x, 2, 3), plain::row(x, 3, 3)});
  backward(expected.context, seed);
  CHECK(difference(result.weights, {1, 1, 4}, values_of(expected.weights)) == "");
  CHECK(difference(result.context, {1, 1, 3}, values_of(expected.context)) == "");
  CHECK(difference(query.grad(), {1, 1, 5}, gradients_of(h)) == "");
  CHECK(difference(keys.grad(), {1, 4, 3}, gradients_of(x)) == "");
  CHECK(difference(attention.query_weight.grad(), {7, 5}, gradients_of(same.query_weight)) == "");
  CHECK(difference(attention.key_weight.grad(), {7, 3}, gradients_of(same.key_weight)) == "");
  CHECK(difference(attention.key_bias.grad(), {7}, gradients_of(same.key_bias)) == "");
  CHECK(difference(attention.score_weight.grad(), {7}, gradients_of(same.score_weight)) == "");
}

TEST_CASE("attention: a sentence gives the same bits alone and padded among longer ones", "[nn]") {
  Rng rng;
  for (const auto& [name, score] : nn::kScores) {
    if (!score) continue;
    CAPTURE(name);
    const nn::Attention attention = make(*score, 19, 19, 33);
    const Tensor query = Tensor::uniform({3, 2, 19}, -1, 1, rng);
    const Tensor keys = Tensor::uniform({3, 21, 19}, -1, 1, rng);
    const auto all = attention(query, keys, Ids{21, 17, 5});
    const auto one = attention(slice(query, 0, 2, 3), slice(slice(keys, 0, 2, 3), 1, 0, 5));
    CHECK(same_bits(one.context, slice(all.context, 0, 2, 3)));
    CHECK(same_bits(one.weights, slice(slice(all.weights, 0, 2, 3), 2, 0, 5)));
  }
}

TEST_CASE("attention: kept projected keys give the bits of projecting them again", "[nn]") {
  Rng rng;
  const nn::Attention attention = make(Score::kAdditive, 3, 5, 4);
  const Tensor query = Tensor::uniform({2, 1, 3}, -1, 1, rng);
  const Tensor keys = Tensor::uniform({2, 6, 5}, -1, 1, rng);
  const auto kept = attention.attend(query, attention.project_keys(keys), keys);
  CHECK(same_bits(kept.context, attention(query, keys).context));
}

TEST_CASE("attention: each score has its own parameters", "[nn]") {
  const auto count = [](Score score) {
    nn::Attention attention = make(score, 3, 3, 4);
    return attention.parameter_count();
  };
  CHECK(count(Score::kDot) == 0);
  CHECK(count(Score::kScaledDot) == 0);
  CHECK(count(Score::kGeneral) == 9);
  CHECK(count(Score::kAdditive) == 12 + 12 + 4 + 4);
}

TEST_CASE("attention: an error names the sizes and shapes that do not fit", "[nn]") {
  CHECK_THROWS_WITH(make(Score::kDot, 0, 3, 0),
                    "attention: sizes must be positive: query size is 0, key size is 3");
  for (const Score score : {Score::kDot, Score::kScaledDot})
    CHECK_THROWS_WITH(make(score, 2, 3, 0),
                      "attention: a dot product needs queries as wide as keys: query size is 2, "
                      "key size is 3");
  CHECK_THROWS_WITH(make(Score::kAdditive, 2, 3, 0),
                    "attention: the additive score needs units, not 0");
  const nn::Attention attention = make(Score::kGeneral, 2, 3, 0);
  const Tensor query = Tensor::zeros({1, 1, 2}), keys = Tensor::zeros({1, 4, 3});
  CHECK_THROWS_WITH(attention(query, query),
                    "attention: keys must be [B, S, 3]: keys are [1, 1, 2]");
  CHECK_THROWS_WITH(attention(keys, keys),
                    "attention: queries must be [B, T, 2]: query is [1, 4, 3]");
}
