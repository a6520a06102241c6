// The loss of small translators, over all their parameters.

#include "models/architectures.h"
#include "nn/gradcheck.h"

namespace gloss::models {
namespace {

// The hyperparameters with which each architecture is checked, and what to call them.
template <class Options>
using Cases = std::vector<std::pair<std::string, Options>>;

Cases<RnnTranslatorOptions> cases(RnnTranslatorOptions small) {
  small.hidden_size = 4;
  Cases<RnnTranslatorOptions> all;
  for (const auto& [name, cell] : nn::kCells) {
    small.cell = cell;
    all.emplace_back(name, small);
  }
  small.encoder_layers = small.decoder_layers = 2;
  for (const auto& [name, score] : nn::kScores) {
    small.attention = score;
    all.emplace_back("two layers, attention " + std::string(name), small);
  }
  return all;
}

Cases<ConvTranslatorOptions> cases(ConvTranslatorOptions small) {
  small.hidden_size = 4;
  small.encoder_layers = 2;
  return {{"two layers", small}};
}

Cases<TransformerTranslatorOptions> cases(TransformerTranslatorOptions small) {
  small.heads = 2;
  small.ffn_dim = 5;
  small.encoder_layers = 1;
  small.decoder_layers = 2;
  Cases<TransformerTranslatorOptions> all;
  for (const bool pre_norm : {false, true}) {
    small.pre_norm = pre_norm;
    small.activation = pre_norm ? nn::Activation::kGelu : nn::Activation::kRelu;
    all.emplace_back(pre_norm ? "pre-norm, gelu" : "post-norm, relu", small);
  }
  return all;
}

template <class Options>
GradcheckReport check(const Options& options) {
  Rng rng{.seed = 2};
  typename Options::Model model(options, rng);
  const Batch batch{pad({{4, 5, 3}, {5}}), pad({{5}, {4, 3, 4}})};
  return nn::gradcheck(model, {}, [&](const std::vector<Tensor>&) {
    model.seed(7);
    return model.loss(batch, /*label_smoothing=*/real(0.1)).sum;
  });
}

// Every architecture with every way of tying its embeddings.
Gradchecks every_architecture() {
  std::vector<std::pair<std::string, Gradchecks::Run>> checks;
  Architectures architectures;
  for_each_architecture(architectures, [&](auto options) {
    options.source_vocabulary = options.target_vocabulary = 6;
    options.embedding_dim = 4;
    options.dropout = real(0.1);
    for (const auto& [tied_name, tied] : kTiedEmbeddings) {
      options.tied = tied;
      for (const auto& [name, small] : cases(options))
        checks.emplace_back(
            std::string(options.kName) + ", " + name + ", tied " + std::string(tied_name),
            [small] { return check(small); });
    }
  });
  return {"model", std::move(checks)};
}

const Gradchecks checks = every_architecture();

}  // namespace
}  // namespace gloss::models
