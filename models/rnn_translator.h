#pragma once

#include <optional>

#include "models/translator.h"
#include "nn/attention.h"
#include "nn/dropout.h"
#include "nn/embedding.h"
#include "nn/linear.h"
#include "nn/rnn.h"

namespace gloss::models {

class RnnTranslator;

struct RnnTranslatorOptions {
  using Model = RnnTranslator;
  static constexpr const char* kName = "rnn";  // of the architecture, in --type and in files

  int64_t source_vocabulary = 0;
  int64_t target_vocabulary = 0;
  int64_t embedding_dim = 128;  // E
  int64_t hidden_size = 256;    // H, of the decoder; each direction of the encoder has half
  nn::CellType cell = nn::CellType::kGru;
  int64_t encoder_layers = 1;
  int64_t decoder_layers = 1;
  std::optional<nn::Score> attention = nn::Score::kAdditive;  // none: sequence to sequence as such
  TiedEmbeddings tied = TiedEmbeddings::kTarget;
  real dropout = real(0.3);

  // Lists the hyperparameters that a user sets, as visit() lists parameters: name, variable, the
  // value's name or its choices, meaning, limits. The command line, help, configuration files and
  // model files all follow from this list.
  template <class Table>
  void describe(Table& table) {
    describe_common(table, *this);
    table
        .add("dim-rnn", hidden_size, "N",
             "units of the decoder; each direction of the encoder has half")
        .at_least(2)
        .at_most(65536);
    table.add("cell", cell, nn::kCellTypes, "recurrent cell");
    table.add("attention", attention, nn::kScores, "score of the decoder's attention");
  }

  void scale_to(int64_t pairs);  // the sizes that suit so many training pairs
  void check() const;            // std::invalid_argument unless the sizes fit together
  double least_weights() const;  // a lower bound on the number of weights
  bool has_attention() const { return attention.has_value(); }
};

// A recurrent encoder and decoder with attention (Bahdanau et al. 2015), in this project's shapes:
//
//   memory = BiRnn(embed(source))                                    [S, B, H]
//   s_0 = tanh(W_b [last forward; last backward])                    [B, state]
//   c_t = attention(h_{t-1}, memory)                                 [B, H]
//   s_t = cell(embed(y_{t-1}), c_t, s_{t-1}), h_t its output         [B, H]
//   r_t = tanh(W_r [h_t; c_t; embed(y_{t-1})])                       [B, E]
//   p(y_t) = softmax(W_o r_t + b_o)                                  [B, V]
//
// where the cell's input gates are W_ih embed(y_{t-1}) + b_ih + W_c c_t, so that the first part is
// computed for the whole sequence at once. W_o may be the target embeddings (tied), which may be
// the source embeddings too. Without attention c_t is absent, and s_0 is all that the decoder knows
// of the source (Sutskever et al. 2014). More decoder layers stand on top of the first. Dropout
// falls on embeddings, between layers, and on r_t.
class RnnTranslator : public Translator {
 public:
  RnnTranslator(const RnnTranslatorOptions& options, Rng& rng);

  Loss loss(const Batch& batch, real label_smoothing) const override;
  DecoderState encode(const Sentences& source) const override;
  DecoderStep step(const DecoderState& state, std::span<const int32_t> tokens) const override;
  int64_t vocabulary_size() const override { return options.target_vocabulary; }

  void visit(nn::Visitor& v) override;

  RnnTranslatorOptions options;
  nn::Embedding source_embedding, target_embedding;
  nn::Rnn encoder;
  nn::Linear bridge;
  std::optional<nn::Attention> attention;
  std::vector<nn::RnnCell> cells;           // of the decoder, one a layer
  std::optional<nn::Linear> context_gates;  // W_c
  nn::Linear readout;
  nn::Embedding output_embedding;  // W_o [V, E]
  Tensor output_bias;              // [V]
  nn::Dropout dropout;

 private:
  // One step of the decoder for K hypotheses of each of B sentences, in rows of [B * K].
  struct Step {
    std::vector<Tensor> states;  // one a layer
    Tensor output, context;      // h_t of the last layer, c_t: [rows, H]
    Tensor weights;              // [B, K, S]
  };
  Step advance(const Tensor& gates, const std::vector<Tensor>& states,
               const std::vector<Tensor>& memory, std::span<const int32_t> lengths) const;
  Tensor features(const Tensor& output, const Tensor& context,
                  const Tensor& embedded) const;  // r_t
};

}  // namespace gloss::models
