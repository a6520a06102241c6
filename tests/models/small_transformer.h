#pragma once

#include "models/transformer_translator.h"
#include "tests/models/small_translator.h"

namespace gloss::models {

inline TransformerTranslatorOptions small_transformer() {
  return {.source_vocabulary = 12,
          .target_vocabulary = 12,
          .embedding_dim = 16,
          .heads = 2,
          .ffn_dim = 32,
          .encoder_layers = 2,
          .decoder_layers = 2,
          .dropout = 0};
}

inline TransformerTranslator make(const TransformerTranslatorOptions& options) {
  Rng rng{.seed = 3};
  return TransformerTranslator(options, rng);
}

}  // namespace gloss::models
