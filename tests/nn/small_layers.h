#pragma once

#include <string>
#include <vector>

#include "nn/transformer.h"

namespace gloss {

inline constexpr int64_t kTransformerWidth = 8;

inline nn::TransformerOptions small_layers(nn::Activation activation, bool pre_norm,
                                           int64_t layers = 1) {
  return {.embedding_dim = kTransformerWidth,
          .heads = 2,
          .ffn_dim = 12,
          .layers = layers,
          .activation = activation,
          .pre_norm = pre_norm};
}

// Both halves, as torch.nn.Transformer has them.
class TransformerStack : public nn::Module {
 public:
  TransformerStack(const nn::TransformerOptions& options, Rng& rng)
      : encoder(options, rng), decoder(options, rng) {}

  void visit(nn::Visitor& v) const override {
    v("encoder", encoder);
    v("decoder", decoder);
  }

  nn::TransformerEncoder encoder;
  nn::TransformerDecoder decoder;
};

}  // namespace gloss
