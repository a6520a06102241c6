// The gradient of a whole translator's loss against central differences, over all its parameters.

#include <optional>
#include <vector>

#include "core/gradcheck.h"
#include "models/rnn_translator.h"
#include "models/transformer_translator.h"
#include "tests/support/catch.h"
#include "tests/support/parameters.h"

using namespace gloss;
using models::RnnTranslator;
using models::TiedEmbeddings;
using nn::CellType;
using nn::Score;

TEST_CASE("gradients: the translator's loss, for attentions, cells, depths and ties", "[models]") {
  struct Row {
    CellType cell;
    int64_t layers;
    std::optional<Score> attention;
    TiedEmbeddings tied;
    real smoothing;
  };
  const Row rows[] = {{CellType::kGru, 1, Score::kAdditive, TiedEmbeddings::kTarget, 0},
                      {CellType::kLstm, 2, Score::kGeneral, TiedEmbeddings::kAll, 0.1},
                      {CellType::kTanh, 1, Score::kScaledDot, TiedEmbeddings::kNone, 0.1},
                      {CellType::kGru, 2, Score::kDot, TiedEmbeddings::kAll, 0},
                      {CellType::kLstm, 1, std::nullopt, TiedEmbeddings::kNone, 0}};
  const models::Batch batch{models::pad({{4, 5, 3}, {5}}), models::pad({{5}, {4, 3, 4}})};
  for (const Row& row : rows) {
    CAPTURE(static_cast<int>(row.cell), row.layers, row.attention.has_value());
    Rng rng{.seed = 2};
    RnnTranslator model({.source_vocabulary = 6,
                         .target_vocabulary = 6,
                         .embedding_dim = 3,
                         .hidden_size = 4,
                         .cell = row.cell,
                         .encoder_layers = row.layers,
                         .decoder_layers = row.layers,
                         .attention = row.attention,
                         .tied = row.tied,
                         .dropout = 0},
                        rng);
    const GradcheckReport report =
        gradcheck([&](const std::vector<Tensor>&) { return model.loss(batch, row.smoothing).sum; },
                  model.parameters());
    CHECK(report.text() == "ok");
    CHECK(report.checked == model.parameter_count());
    CHECK(without_gradient(model) == "");
  }
}

TEST_CASE("gradients: the Transformer's loss, for norms, activations and ties", "[models]") {
  struct Row {
    bool pre_norm;
    nn::Activation activation;
    TiedEmbeddings tied;
    real smoothing;
  };
  const Row rows[] = {{false, nn::Activation::kRelu, TiedEmbeddings::kTarget, 0},
                      {true, nn::Activation::kGelu, TiedEmbeddings::kAll, 0.1},
                      {true, nn::Activation::kRelu, TiedEmbeddings::kNone, 0.1}};
  const models::Batch batch{models::pad({{4, 5, 3}, {5}}), models::pad({{5}, {4, 3, 4}})};
  for (const Row& row : rows) {
    CAPTURE(row.pre_norm, static_cast<int>(row.activation));
    Rng rng{.seed = 2};
    models::TransformerTranslator model({.source_vocabulary = 6,
                                         .target_vocabulary = 6,
                                         .embedding_dim = 4,
                                         .heads = 2,
                                         .ffn_dim = 5,
                                         .encoder_layers = 1,
                                         .decoder_layers = 2,
                                         .activation = row.activation,
                                         .pre_norm = row.pre_norm,
                                         .tied = row.tied,
                                         .dropout = real(0.1)},
                                        rng);
    const auto loss = [&](const std::vector<Tensor>&) {
      model.seed(7);
      return model.loss(batch, row.smoothing).sum;
    };
    const GradcheckReport report = gradcheck(loss, model.parameters());
    CHECK(report.text() == "ok");
    CHECK(report.checked == model.parameter_count());
    CHECK(without_gradient(model) == "");
  }
}
