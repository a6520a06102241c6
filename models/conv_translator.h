#pragma once

#include "models/rnn_translator.h"

namespace gloss::models {

class ConvTranslator;

struct ConvTranslatorOptions : RnnTranslatorOptions {
  using Model = ConvTranslator;
  static constexpr const char* kName = "conv";

  ConvTranslatorOptions() { encoder_layers = 4; }

  int64_t conv_width = 3;  // k: tokens that a layer of the encoder reads at once

  template <class Table>
  void describe(Table& table) {
    RnnTranslatorOptions::describe(table);
    table.add("conv-width", conv_width, "N",
              "tokens that each layer of the encoder reads at once, an odd number",
              {.at_least = 1, .at_most = 63});
  }

  void check() const;
};

// A convolutional encoder (Gehring et al. 2017, section 3.1 to 3.3, with its positions from the
// Transformer): all tokens are encoded at once, and a stack of L layers sees L (k - 1) / 2 tokens
// to either side.
//   h^0_j = sqrt(E) (W_e x_j + b_e) + position_j                              [B, S, H]
//   h^l_j = (h^(l-1)_j + a g) / sqrt(2)         g = sigmoid(b)
//           [a; b] = W^l [h^(l-1)_(j-k/2); ...; h^(l-1)_(j+k/2)] + b^l,   0 outside the sentence
//   outputs = h^L       summary = mean over j of h^L_j
class ConvEncoder : public SourceEncoder {
 public:
  ConvEncoder(const ConvTranslatorOptions& options, Rng& rng);

  Result operator()(const Tensor& x, std::span<const int32_t> lengths) const override;
  void visit(nn::Visitor& v) const override;

  int64_t width;                   // k
  nn::Linear input;                // W_e
  std::vector<nn::Linear> layers;  // W^l [2 H, k H]
  nn::Dropout dropout;             // on the input of each layer
};

// The convolutional encoder with the decoder of RnnTranslator.
class ConvTranslator : public RnnTranslator {
 public:
  ConvTranslator(const ConvTranslatorOptions& options, Rng& rng);
};

}  // namespace gloss::models
