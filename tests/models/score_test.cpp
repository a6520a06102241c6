#include "models/score.h"

#include "core/autograd.h"
#include "models/search.h"
#include "tests/core/with_threads.h"
#include "tests/models/small_translator.h"
#include "tests/support/catch.h"

using namespace gloss;
using namespace gloss::models;

namespace {

std::vector<std::unique_ptr<Translator>> both_types() {
  std::vector<std::unique_ptr<Translator>> models;
  models.push_back(std::make_unique<RnnTranslator>(make(small_options())));
  models.push_back(
      std::make_unique<TransformerTranslator>(make(small<TransformerTranslatorOptions>())));
  for (const auto& model : models) {
    const WithThreads one(1);
    train_on(*model, eight_pairs(), 25, 0.01);
    model->eval();
  }
  return models;
}

}  // namespace

TEST_CASE("token_scores: they add up to the training loss", "[models]") {
  for (const auto& model : both_types()) {
    const NoGradGuard no_grad;
    double sum = 0;
    const auto scores = token_scores(*model, eight_pairs());
    REQUIRE(scores.size() == 8);
    for (size_t i = 0; i < 8; ++i) {
      CHECK(scores[i].size() == eight_targets()[i].size() + 1);
      for (const float score : scores[i])
        sum += static_cast<double>(score);
    }
    CHECK(-sum == Approx(static_cast<double>(model->loss(eight_pairs(), 0).sum.item())));
  }
}

TEST_CASE("token_scores: they are the bits that search found, alone and in a batch", "[models]") {
  for (const auto& model : both_types()) {
    const auto found = search(*model, pad(eight_sources()), {.beam_size = 4, .n_best = 4});
    Lines sources, targets;
    for (size_t i = 0; i < 8; ++i)
      for (const Hypothesis& h : found[i]) {
        sources.push_back(eight_sources()[i]);
        targets.push_back(h.tokens);
        CHECK(token_scores(*model, {pad({sources.back()}), pad({h.tokens})})[0] == h.token_scores);
      }
    for (const int threads : {1, 2}) {
      const WithThreads count(threads);
      const auto scores = token_scores(*model, {pad(sources), pad(targets)});
      for (size_t i = 0, k = 0; i < 8; ++i)
        for (const Hypothesis& h : found[i])
          CHECK(scores[k++] == h.token_scores);
    }
  }
}

TEST_CASE("token_scores: a model in training and unpaired sentences are errors", "[models]") {
  RnnTranslator model = make(small_options());
  CHECK_THROWS_WITH(token_scores(model, eight_pairs()),
                    "token_scores: the model must be in evaluation: call eval() first");
  model.eval();
  CHECK_THROWS_WITH(token_scores(model, {pad({{4}}), pad({{4}, {5}})}),
                    "token_scores: source and target need the same number of sentences, at least "
                    "one: source has 1, target has 2");
  CHECK(token_scores(model, {pad({}), pad({})}).empty());
}
