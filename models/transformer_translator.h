#pragma once

#include "models/translator.h"
#include "nn/dropout.h"
#include "nn/embedding.h"
#include "nn/transformer.h"

namespace gloss::models {

class TransformerTranslator;

struct TransformerTranslatorOptions {
  using Model = TransformerTranslator;
  static constexpr const char* kName = "transformer";

  int64_t source_vocabulary = 0;
  int64_t target_vocabulary = 0;
  int64_t embedding_dim = 128;  // E
  int64_t heads = 4;
  int64_t ffn_dim = 256;
  int64_t encoder_layers = 4;
  int64_t decoder_layers = 4;
  nn::Activation activation = nn::Activation::kRelu;
  bool pre_norm = true;  // needs less warm-up; section 5.4 has it after
  TiedEmbeddings tied = TiedEmbeddings::kTarget;
  real dropout = real(0.2);

  // The same members as in RnnTranslatorOptions.
  template <class Table>
  void describe(Table& table) {
    describe_common(table, *this);
    table.add("transformer-heads", heads, "N", "attention heads; their number divides --dim-emb")
        .at_least(1)
        .at_most(1024);
    table.add("transformer-dim-ffn", ffn_dim, "N", "width of the feed-forward layers")
        .at_least(1)
        .at_most(65536);
  }

  void scale_to(int64_t pairs);
  void check() const;
  double least_weights() const;
  bool has_attention() const { return true; }
};

// The Transformer (Vaswani et al. 2017):
//
//   memory = encoder(embed(source))                                       [B, S, E]
//   h = decoder(embed(y_0 .. y_{T-1}), memory), y_0 = kBos                [B, T, E]
//   p(y_t) = softmax(W_o h_{t-1} + b_o)                                   [B, T, V]
//   embed(x)_t = dropout(sqrt(E) W[x_t] + position_t)                     (sections 3.4, 3.5)
//
// Training computes all target positions at once; search computes one at a time and keeps the keys
// and values of those before it, which gives the same bits. W_o may be the target embeddings
// (tied), which may be the source embeddings too.
class TransformerTranslator : public Translator {
 public:
  TransformerTranslator(const TransformerTranslatorOptions& options, Rng& rng);

  Loss loss(const Batch& batch, real label_smoothing) const override;
  // Of the state, `memory` has the encoder's output as each decoder layer's keys and values
  // [B, S, 2 E], and `history` those of the target so far [rows, t, 2 E].
  DecoderState encode(const Sentences& source) const override;
  DecoderStep step(const DecoderState& state, std::span<const int32_t> tokens) const override;
  int64_t vocabulary_size() const override { return options.target_vocabulary; }

  // The decoder's output at each position of the targets, given the tokens before it: h [B, T, E].
  Tensor decode(const Batch& batch) const;
  Tensor logits(const Tensor& h) const;  // [..., E] -> [..., V]

  void visit(nn::Visitor& v) override;

  TransformerTranslatorOptions options;
  nn::Embedding source_embedding, target_embedding;
  nn::TransformerEncoder encoder;
  nn::TransformerDecoder decoder;
  nn::Embedding output_embedding;  // W_o [V, E]
  Tensor output_bias;              // [V]
  nn::Dropout dropout;

 private:
  // `ids` [rows, time] at positions from `first` on.
  Tensor embed(const nn::Embedding& table, std::span<const int32_t> ids, int64_t rows,
               int64_t first) const;
  std::vector<Tensor> remember(const Sentences& source) const;
};

}  // namespace gloss::models
