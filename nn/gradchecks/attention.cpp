#include "nn/attention.h"

#include "core/ops.h"
#include "nn/gradcheck.h"
#include "nn/multi_head_attention.h"

namespace gloss::nn {
namespace {

using Inputs = std::vector<Tensor>;
using Ids = std::vector<int32_t>;

GradcheckReport attention(Score score, const Ids& lengths) {
  Rng rng{.seed = 5};
  const bool square = score == Score::kDot || score == Score::kScaledDot;
  const int64_t keys = square ? 3 : 2;
  Attention layer({.score = score, .query_size = 3, .key_size = keys, .units = 4}, rng);
  return gradcheck(
      layer, {Tensor::uniform({2, 2, 3}, -1, 1, rng), Tensor::uniform({2, 3, keys}, -1, 1, rng)},
      [&](const Inputs& x) {
        const Attention::Result result = layer(x[0], x[1], lengths);
        return concat({result.context, result.weights}, -1);
      });
}

Gradchecks every_score() {
  std::vector<std::pair<std::string, Gradchecks::Run>> checks;
  for (const auto& [score, name] : {std::pair(Score::kDot, "Attention by dot"),
                                    {Score::kScaledDot, "Attention by scaled dot"},
                                    {Score::kGeneral, "Attention by general score"},
                                    {Score::kAdditive, "Attention, additive"}}) {
    const Score s = score;
    checks.emplace_back(name, [s] { return attention(s, {}); });
    checks.emplace_back(std::string(name) + ", lengths", [s] { return attention(s, {3, 1}); });
  }
  return {"layer", std::move(checks)};
}

GradcheckReport of_itself() {
  Rng rng{.seed = 5};
  MultiHeadAttention layer(6, 2, real(0.3), rng);
  return gradcheck(layer, {Tensor::uniform({2, 2, 6}, -1, 1, rng)}, [&](const Inputs& x) {
    layer.seed(7);
    const Tensor qkv = layer.project(x[0]);
    return layer.attend({qkv, 0, 6}, {qkv, 6, 6}, {qkv, 12, 6}, {}, true).output;
  });
}

GradcheckReport of_memory() {
  Rng rng{.seed = 5};
  MultiHeadAttention layer(6, 2, real(0.3), rng);
  return gradcheck(
      layer, {Tensor::uniform({2, 2, 6}, -1, 1, rng), Tensor::uniform({2, 3, 6}, -1, 1, rng)},
      [&](const Inputs& x) {
        layer.seed(7);
        const Tensor kv = layer.project_keys_values(x[1]);
        return layer.attend(layer.project_query(x[0]), {kv, 0, 6}, {kv, 6, 6}, Ids{3, 1}).output;
      });
}

const Gradchecks scores = every_score();
const Gradchecks heads("layer", {{"MultiHeadAttention to itself", of_itself},
                                 {"MultiHeadAttention to a memory", of_memory}});

}  // namespace
}  // namespace gloss::nn
