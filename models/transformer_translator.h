#pragma once

#include "models/embeddings.h"
#include "models/translator.h"
#include "nn/dropout.h"
#include "nn/embedding.h"
#include "nn/positional_encoding.h"
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
  bool pre_norm = true;  // needs less warm-up than post-norm (nn/transformer.h)
  nn::MakeNorm norm = nn::make_norm<nn::LayerNorm>;
  nn::Positions positions = nn::Positions::kSinusoidal;
  TiedEmbeddings tied = TiedEmbeddings::kTarget;
  real dropout = real(0.2);
  real layer_dropout = 0;

  // The same members as in RnnTranslatorOptions.
  template <class Table>
  void describe(Table& table) {
    describe_common(table, *this);
    table.add("transformer-heads", heads, "N", "attention heads; their number divides --dim-emb",
              {.at_least = 1, .at_most = 1024});
    table.add("transformer-dim-ffn", ffn_dim, "N", "width of the feed-forward layers",
              {.at_least = 1, .at_most = 65536});
    table.add("norm", norm, nn::kNorms, "norm of each layer");
    table.add("positions", positions, nn::kPositions, "how a token's position is encoded");
    table.add("layer-dropout", layer_dropout, "P", "probability of leaving out a layer in training",
              {.at_least = 0, .less_than = 1});
  }

  void scale_to(int64_t pairs);
  void shrink();
  void check() const;
  double least_weights() const;
  bool has_attention() const { return true; }
};

// The Transformer (Vaswani et al. 2017):
//
//   embed(x)_t = dropout(sqrt(E) W[x_t] + position_t)                     (sections 3.4, 3.5)
//                (rotary positions are not added: self-attention has them)
//   memory     = encoder(embed(x))                                        [B, S, E]
//   h_t        = decoder(embed(y_0 .. y_{t-1}), memory) at its last position,
//                for all t = 1 .. T at once in training                   [B, T, E]
//   p(y_t)     = softmax(W_o h_t + b_o)                                   [B, T, V]
//
// Search computes one position at a time and keeps the keys and values of those before it, which
// gives the same bits.
class TransformerTranslator : public Translator {
 public:
  TransformerTranslator(const TransformerTranslatorOptions& options, Rng& rng);

  Loss loss(const Batch& batch, real label_smoothing) const override;
  // Of the state, `memory` is memory as the keys and values of every decoder layer [B, S, 2 E], and
  // `caches` the keys and values of the target positions so far in each of them.
  DecoderState encode(const Sentences& source) const override;
  DecoderStep step(const DecoderState& state, std::span<const int32_t> tokens) const override;
  int64_t vocabulary_size() const override { return options.target_vocabulary; }

  // h_1 .. h_T of all decoder inputs y_0 .. y_{T-1}, [B, T, E].
  Tensor decode(const Sentences& source, const Sentences& input) const;

  void visit(nn::Visitor& v) const override;

  TransformerTranslatorOptions options;
  nn::Embedding source_embedding, target_embedding;
  nn::TransformerEncoder encoder;
  nn::TransformerDecoder decoder;
  OutputLayer output;
  nn::Dropout dropout;
  std::optional<nn::LearntPositions> positions;  // of source and target

 private:
  // ids of the given shape [rows, time], at the positions from `first` on -> [rows, time, E]
  Tensor embed(const nn::Embedding& table, std::span<const int32_t> ids, const Shape& shape,
               int64_t first = 0) const;
  Tensor encoded(const Sentences& source) const;  // memory
};

}  // namespace gloss::models
