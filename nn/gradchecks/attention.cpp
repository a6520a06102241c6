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
  for (const auto& [name, score] : kScores) {
    if (!score) continue;
    const std::string title = "Attention, " + std::string(name);
    checks.emplace_back(title, [s = *score] { return attention(s, {}); });
    checks.emplace_back(title + ", lengths", [s = *score] { return attention(s, {3, 1}); });
  }
  return {"layer", std::move(checks)};
}

MultiHeadAttention heads() {
  Rng rng{.seed = 5};
  return MultiHeadAttention(6, 2, real(0.3), rng);
}

GradcheckReport self_attention(bool rotary) {
  Rng rng{.seed = 6};
  MultiHeadAttention layer(8, 2, real(0.3), rng, rotary);
  return gradcheck(layer, {Tensor::uniform({2, 2, 8}, -1, 1, rng)}, [&](const Inputs& x) {
    thread_rng() = {.seed = 7};  // the same mask each time
    return layer(x[0], x[0], x[0], {}, true).output;
  });
}

GradcheckReport attention_to_memory() {
  Rng rng{.seed = 6};
  MultiHeadAttention layer = heads();
  return gradcheck(layer,
                   {Tensor::uniform({2, 2, 6}, -1, 1, rng), Tensor::uniform({2, 3, 6}, -1, 1, rng)},
                   [&](const Inputs& x) {
                     thread_rng() = {.seed = 7};
                     return layer(x[0], x[1], x[1], Ids{3, 1}).output;
                   });
}

GradcheckReport keys_unlike_values() {
  Rng rng{.seed = 6};
  MultiHeadAttention layer = heads();
  return gradcheck(layer,
                   {Tensor::uniform({2, 2, 6}, -1, 1, rng), Tensor::uniform({2, 3, 6}, -1, 1, rng),
                    Tensor::uniform({2, 3, 6}, -1, 1, rng)},
                   [&](const Inputs& x) {
                     thread_rng() = {.seed = 7};
                     return layer(x[0], x[1], x[2], Ids{3, 1}).output;
                   });
}

const Gradchecks scores = every_score();
const Gradchecks multi_head(
    "layer", {{"MultiHeadAttention, self-attention", [] { return self_attention(false); }},
              {"MultiHeadAttention, rotary positions", [] { return self_attention(true); }},
              {"MultiHeadAttention, keys are values", attention_to_memory},
              {"MultiHeadAttention, keys unlike values", keys_unlike_values}});

}  // namespace
}  // namespace gloss::nn
