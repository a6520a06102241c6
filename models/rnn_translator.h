#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "models/embeddings.h"
#include "models/source_encoder.h"
#include "models/translator.h"
#include "nn/attention.h"
#include "nn/cells.h"
#include "nn/dropout.h"
#include "nn/embedding.h"
#include "nn/linear.h"

namespace gloss::models {

class RnnTranslator;

// Whether the source's embeddings are among attention's values, beside the encoder's outputs.
inline constexpr std::pair<std::string_view, bool> kAttentionValues[] = {{"outputs", false},
                                                                         {"embeddings", true}};
// Steps of the decoder's cell for each token.
inline constexpr std::pair<std::string_view, int> kCellSteps[] = {{"1", 1}, {"2", 2}};

struct RnnTranslatorOptions {
  using Model = RnnTranslator;
  static constexpr const char* kName = "rnn";  // of the architecture, in --type and in files

  int64_t source_vocabulary = 0;
  int64_t target_vocabulary = 0;
  int64_t embedding_dim = 128;  // E
  int64_t hidden_size = 256;    // H, of the decoder; each direction of the encoder has half
  nn::MakeCell cell = nn::make_cell<nn::GruCell>;
  int64_t encoder_layers = 1;
  int64_t decoder_layers = 1;
  std::optional<nn::Score> attention = nn::Score::kAdditive;  // none: sequence to sequence as such
  bool embeddings_as_values = false;                          // of attention
  int cell_steps = 1;                                         // of the decoder's first layer
  TiedEmbeddings tied = TiedEmbeddings::kTarget;
  real dropout = real(0.3);

  // Lists the hyperparameters that a user sets, as visit() lists parameters: name, variable, the
  // value's name or its choices, meaning, limits. The command line, help, configuration files and
  // model files all follow from this list.
  template <class Table>
  void describe(Table& table) {
    describe_common(table, *this);
    table.add("dim-rnn", hidden_size, "N",
              "units of the decoder; each direction of the encoder has half",
              {.at_least = 2, .at_most = 65536});
    table.add("cell", cell, nn::kCells, "recurrent cell");
    table.add("attention", attention, nn::kScores, "score of the decoder's attention");
    table.add("attention-values", embeddings_as_values, kAttentionValues,
              "what attention's context is made of: the encoder's outputs, or these with the "
              "source embeddings beside them");
    table.add("dec-cell-base-depth", cell_steps, kCellSteps,
              "steps of the decoder's cell for each token: 1, or 2 with the attention between them "
              "(conditional GRU)");
  }

  void scale_to(int64_t pairs);  // the sizes that suit so many training pairs
  void shrink();                 // the least sizes at which every part is there, for checks
  void check() const;            // std::invalid_argument unless the sizes fit together
  double least_weights() const;  // a lower bound on the number of weights
  bool has_attention() const { return attention.has_value(); }
  // C, the width of attention's context: 0 without attention.
  int64_t context_size() const {
    return attention ? hidden_size + (embeddings_as_values ? embedding_dim : 0) : 0;
  }
};

// A recurrent encoder and decoder with attention (Bahdanau et al. 2015), in this project's shapes:
//
//   memory, summary = encoder(embed(x))                                 [B, S, H], [B, H]
//   s_0      = tanh(W_b summary + b_b)                                            [B, state]
//   a_t      = softmax over j of score(h_{t-1}, memory_j)                         [B, S]
//   c_t      = sum over j of a_t[j] memory_j                                      [B, C = H]
//   s_t      = cell(embed(y_{t-1}), c_t, s_{t-1}), with the output h_t     [B, state], [B, H]
//   r_t      = tanh(W_r [h_t; c_t; embed(y_{t-1})] + b_r)                         [B, E]
//   p(y_t)   = softmax(W_o r_t + b_o)                                             [B, V]
//
// The cell's input gates are W_ih embed(y_{t-1}) + b_ih + W_c c_t: in training the first two terms
// are one product for the whole sequence.
//
// With embeddings_as_values a word's own vector reaches the output, too (Nguyen and Chiang 2018
// give it an output layer of its own):
//   c_t      = sum over j of a_t[j] [memory_j; embed(x_j)]                        [B, C = H + E]
//
// With a cell of two steps attention knows the word before (the conditional GRU: Sennrich et al.
// 2017, section 2):
//   s'_t     = cell(embed(y_{t-1}), s_{t-1}), with the output h'_t
//   a_t      = softmax over j of score(h'_t, memory_j)
//   s_t      = context_cell(c_t, s'_t)
//
// Several decoder layers are a stack in which each reads the output of the one below; the first is
// the one above, the last gives the h_t of r_t. Without attention there is no c_t, and the decoder
// knows of the source only s_0 (Sutskever et al. 2014). Dropout is applied to embeddings, between
// layers, and to r_t.
class RnnTranslator : public Translator {
 public:
  RnnTranslator(const RnnTranslatorOptions& options, Rng& rng);

  Loss loss(const Batch& batch, real label_smoothing) const override;
  // Of the state, `memory` is {attention's values [B, S, C], its projected keys} or, without
  // attention, empty; `past` is s_t of every decoder layer [rows, state].
  DecoderState encode(const Sentences& source) const override;
  DecoderStep step(const DecoderState& state, std::span<const int32_t> tokens) const override;
  int64_t vocabulary_size() const override { return options.target_vocabulary; }

  void visit(nn::Visitor& v) const override;

  RnnTranslatorOptions options;
  nn::Embedding source_embedding, target_embedding;
  std::unique_ptr<SourceEncoder> encoder;  // an RnnEncoder
  nn::Linear bridge;                       // W_b
  std::optional<nn::Attention> attention;
  std::vector<std::unique_ptr<nn::RnnCell>> cells;  // of the decoder, one a layer
  std::optional<nn::Linear> context_gates;          // W_c, of a cell of one step
  std::unique_ptr<nn::RnnCell> context_cell;        // the second of two steps
  nn::Linear readout;                               // W_r
  OutputLayer output;
  nn::Dropout dropout;

 protected:
  // With another encoder of the same sizes, which is made between embeddings and decoder.
  RnnTranslator(const RnnTranslatorOptions& options,
                const std::function<std::unique_ptr<SourceEncoder>()>& make_encoder, Rng& rng);

 private:
  // One step of the decoder, in rows as in DecoderState.
  struct Step {
    std::vector<Tensor> states;  // s_t of every layer
    Tensor h, context;           // h_t of the last layer [rows, H], c_t [rows, C]
    Tensor weights;              // a_t [rows, S]
  };
  // gates [rows, gates * H] are W_ih embed(y_{t-1}) + b_ih.
  Step advance(const Tensor& gates, const DecoderState& state) const;

  // r_1 .. r_T of all decoder inputs y_0 .. y_{T-1}, [T, B, E].
  Tensor decode(const Sentences& source, const Sentences& input) const;

  // r_t, of one step [rows, ...] or of all [T, B, ...].
  Tensor read(const Tensor& h, const Tensor& context, const Tensor& embedded) const;
};

}  // namespace gloss::models
