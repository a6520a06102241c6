#include "nn/transformer.h"

#include "core/ops.h"
#include "nn/gradcheck.h"

namespace gloss::nn {
namespace {

using Inputs = std::vector<Tensor>;
using Ids = std::vector<int32_t>;

TransformerOptions small(bool pre_norm, Activation activation) {
  return {.embedding_dim = 4,
          .heads = 2,
          .ffn_dim = 11,
          .layers = 2,
          .activation = activation,
          .pre_norm = pre_norm,
          .dropout = real(0.2)};
}

GradcheckReport encoder(const TransformerOptions& options) {
  Rng rng{.seed = 6};
  TransformerEncoder layer(options, rng);
  return gradcheck(layer, {Tensor::uniform({2, 3, 4}, -1, 1, rng)}, [&](const Inputs& x) {
    thread_rng() = {.seed = 7};
    return layer(x[0], Ids{3, 1});
  });
}

GradcheckReport decoder(const TransformerOptions& options) {
  Rng rng{.seed = 6};
  TransformerDecoder layer(options, rng);
  return gradcheck(layer,
                   {Tensor::uniform({2, 2, 4}, -1, 1, rng), Tensor::uniform({2, 3, 4}, -1, 1, rng)},
                   [&](const Inputs& x) {
                     thread_rng() = {.seed = 7};
                     return layer(x[0], x[1], Ids{3, 1});
                   });
}

// The sum of several passes, in which other layers are left out, so that gradients reach them all.
GradcheckReport layer_dropout() {
  TransformerOptions options = small(true, Activation::kGelu);
  options.layer_dropout = real(0.5);
  Rng rng{.seed = 6};
  TransformerEncoder layer(options, rng);
  return gradcheck(layer, {Tensor::uniform({2, 3, 4}, -1, 1, rng)}, [&](const Inputs& x) {
    thread_rng() = {.seed = 7};
    Tensor y = layer(x[0]);
    for (int i = 0; i < 4; ++i)
      y = y + layer(x[0]);
    return y;
  });
}

Gradchecks every_kind() {
  std::vector<std::pair<std::string, Gradchecks::Run>> checks;
  for (const bool pre_norm : {false, true})
    for (const Activation activation : {Activation::kRelu, Activation::kGelu}) {
      const TransformerOptions options = small(pre_norm, activation);
      const std::string kind = std::string(pre_norm ? " pre-norm, " : " post-norm, ") +
                               (activation == Activation::kRelu ? "relu" : "gelu");
      checks.emplace_back("TransformerEncoder" + kind, [=] { return encoder(options); });
      checks.emplace_back("TransformerDecoder" + kind, [=] { return decoder(options); });
    }
  checks.emplace_back("TransformerEncoder, layer dropout", layer_dropout);
  return {"layer", std::move(checks)};
}

const Gradchecks checks = every_kind();

}  // namespace
}  // namespace gloss::nn
