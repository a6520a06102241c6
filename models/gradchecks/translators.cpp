// The loss of small translators, over all their parameters.

#include "models/rnn_translator.h"
#include "models/transformer_translator.h"
#include "nn/gradcheck.h"

namespace gloss::models {
namespace {

using nn::Score;

GradcheckReport check(Translator& model, real smoothing) {
  const Batch batch{pad({{4, 5, 3}, {5}}), pad({{5}, {4, 3, 4}})};
  return nn::gradcheck(model, {}, [&](const std::vector<Tensor>&) {
    model.seed(7);
    return model.loss(batch, smoothing).sum;
  });
}

Gradchecks::Run rnn(CellType cell, int64_t layers, std::optional<Score> attention,
                    TiedEmbeddings tied, real smoothing) {
  return [=] {
    Rng rng{.seed = 2};
    RnnTranslator model({.source_vocabulary = 6,
                         .target_vocabulary = 6,
                         .embedding_dim = 3,
                         .hidden_size = 4,
                         .cell = cell,
                         .encoder_layers = layers,
                         .decoder_layers = layers,
                         .attention = attention,
                         .tied = tied,
                         .dropout = 0},
                        rng);
    return check(model, smoothing);
  };
}

Gradchecks::Run transformer(bool pre_norm, nn::Activation activation, TiedEmbeddings tied,
                            real smoothing) {
  return [=] {
    Rng rng{.seed = 2};
    TransformerTranslator model({.source_vocabulary = 6,
                                 .target_vocabulary = 6,
                                 .embedding_dim = 4,
                                 .heads = 2,
                                 .ffn_dim = 5,
                                 .encoder_layers = 1,
                                 .decoder_layers = 2,
                                 .activation = activation,
                                 .pre_norm = pre_norm,
                                 .tied = tied,
                                 .dropout = real(0.1)},
                                rng);
    return check(model, smoothing);
  };
}

constexpr real kSmoothing = real(0.1);
constexpr auto kNone = TiedEmbeddings::kNone, kTarget = TiedEmbeddings::kTarget,
               kAll = TiedEmbeddings::kAll;
constexpr auto kRelu = nn::Activation::kRelu, kGelu = nn::Activation::kGelu;

const Gradchecks checks(
    "model",
    {{"RnnTranslator GRU, additive, tied target",
      rnn(CellType::kGru, 1, Score::kAdditive, kTarget, 0)},
     {"RnnTranslator two LSTMs, general, tied all",
      rnn(CellType::kLstm, 2, Score::kGeneral, kAll, kSmoothing)},
     {"RnnTranslator tanh, scaled dot",
      rnn(CellType::kTanh, 1, Score::kScaledDot, kNone, kSmoothing)},
     {"RnnTranslator two GRUs, dot, tied all", rnn(CellType::kGru, 2, Score::kDot, kAll, 0)},
     {"RnnTranslator LSTM without attention", rnn(CellType::kLstm, 1, std::nullopt, kNone, 0)},
     {"TransformerTranslator post-norm, relu, tied target", transformer(false, kRelu, kTarget, 0)},
     {"TransformerTranslator pre-norm, gelu, tied all", transformer(true, kGelu, kAll, kSmoothing)},
     {"TransformerTranslator pre-norm, relu", transformer(true, kRelu, kNone, kSmoothing)}});

}  // namespace
}  // namespace gloss::models
