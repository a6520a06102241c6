// The loss of small translators, over all their parameters.

#include "models/architectures.h"
#include "models/each_choice.h"
#include "nn/gradcheck.h"

namespace gloss::models {
namespace {

template <class Options>
GradcheckReport check(const Options& options, const Regularization& regularization = {}) {
  Rng rng{.seed = 2};
  typename Options::Model model(options, rng);
  model.regularization = regularization;
  const Batch batch{pad({{4, 5, 3}, {5}}), pad({{5}, {4, 3, 4}})};
  return nn::gradcheck(model, {}, [&](const std::vector<Tensor>&) {
    thread_rng() = {.seed = 7};
    return model.loss(batch, /*label_smoothing=*/real(0.1)).sum;
  });
}

// Every architecture with every named value of its options.
Gradchecks every_architecture() {
  std::vector<std::pair<std::string, Gradchecks::Run>> checks;
  Architectures architectures;
  for_each_architecture(architectures, [&](auto options) {
    options.shrink();
    options.source_vocabulary = options.target_vocabulary = 6;
    options.dropout = real(0.1);
    for_each_choice(options, [&](const std::string& choice) {
      checks.emplace_back(std::string(options.kName) + ", " + choice,
                          [options] { return check(options); });
    });
    for (const auto& [name, consistency] : kConsistencies) {
      const Regularization r{.consistency = consistency,
                             .consistency_weight = 2,
                             .cutoff = real(0.4),
                             .word_dropout = real(0.2)};
      checks.emplace_back(
          std::string(options.kName) + ", consistency " + std::string(name) + ", word dropout",
          [options, r] { return check(options, r); });
    }
  });
  return {"model", std::move(checks)};
}

const Gradchecks checks = every_architecture();

}  // namespace
}  // namespace gloss::models
