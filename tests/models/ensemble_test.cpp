#include "models/ensemble.h"

#include <cmath>

#include "core/autograd.h"
#include "models/score.h"
#include "models/search.h"
#include "tests/core/with_threads.h"
#include "tests/models/small_translator.h"
#include "tests/support/catch.h"

using namespace gloss;
using namespace gloss::models;

namespace {

// Trained for a few updates only, so that the models disagree.
template <class Options>
std::unique_ptr<Translator> half_trained(const Options& options, int64_t updates = 25) {
  const WithThreads one(1);
  auto model = std::make_unique<typename Options::Model>(make(options));
  train_on(*model, eight_pairs(), updates, 0.01);
  model->eval();
  return model;
}

std::unique_ptr<Translator> rnn(std::optional<nn::Score> attention = nn::Score::kAdditive) {
  RnnTranslatorOptions options = small_options();
  options.attention = attention;
  return half_trained(options);
}

std::unique_ptr<Translator> transformer() {
  return half_trained(small<TransformerTranslatorOptions>(), 40);
}

template <class... Models>
Ensemble ensemble(Models... models) {
  std::vector<std::unique_ptr<Translator>> all;
  (all.push_back(std::move(models)), ...);
  return Ensemble(std::move(all));
}

bool same(const Hypothesis& a, const Hypothesis& b) {
  return a.tokens == b.tokens && a.token_scores == b.token_scores && a.score == b.score &&
         a.attention == b.attention;
}

}  // namespace

TEST_CASE("ensemble: a probability is the mean of the models', and so is the attention",
          "[models]") {
  const Ensemble mixed = ensemble(rnn(), transformer(), rnn(std::nullopt));
  const NoGradGuard no_grad;
  std::vector<DecoderState> states;
  for (const auto& model : mixed.models)
    states.push_back(model->encode(pad(eight_sources())));
  DecoderState together = mixed.encode(pad(eight_sources()));
  std::vector<int32_t> tokens(8, kBos);
  for (int t = 0; t < 3; ++t) {
    const DecoderStep mean = mixed.step(together, tokens);
    std::vector<DecoderStep> steps;
    for (size_t i = 0; i < states.size(); ++i) {
      steps.push_back(mixed.models[i]->step(states[i], tokens));
      states[i] = steps[i].state;
    }
    for (int64_t row = 0; row < 8; ++row) {
      for (int64_t id = 0; id < 12; ++id) {
        double sum = 0;
        for (const DecoderStep& step : steps)
          sum += std::exp(static_cast<double>(step.log_probabilities.at({row, id})));
        CHECK(std::exp(static_cast<double>(mean.log_probabilities.at({row, id}))) ==
              Approx(sum / 3).margin(1e-6));
      }
      const real first = steps[0].attention.at({row, 0}), second = steps[1].attention.at({row, 0});
      CHECK(mean.attention.at({row, 0}) == (first + second) / 2);
    }
    together = mean.state;
    tokens = {4, 5, 6, 7, 8, 9, 10, 11};
  }
}

TEST_CASE("ensemble: a model alone or with itself gives the bits of the model", "[models]") {
  const auto model = rnn();
  const SearchOptions options{.beam_size = 4, .n_best = 3};
  const auto expected = search(*model, pad(eight_sources()), options);
  for (const Ensemble& equal : {ensemble(rnn()), ensemble(rnn(), rnn())}) {
    const auto found = search(equal, pad(eight_sources()), options);
    for (size_t i = 0; i < 8; ++i)
      for (size_t j = 0; j < 3; ++j)
        CHECK(same(found[i].at(j), expected[i].at(j)));
  }
}

TEST_CASE("ensemble: a sentence's result is the same bits alone, in any batch and on any threads",
          "[models]") {
  const Ensemble mixed = ensemble(rnn(), transformer(), rnn(std::nullopt));
  const SearchOptions options{.beam_size = 4, .n_best = 2};
  const auto all = search(mixed, pad(eight_sources()), options);
  for (const int threads : {1, 2}) {
    const WithThreads count(threads);
    for (size_t i = 0; i < 8; ++i) {
      const auto pair = search(mixed, pad({eight_sources()[7 - i], eight_sources()[i]}), options);
      for (size_t j = 0; j < 2; ++j) {
        const Hypothesis& h = all[i].at(j);
        CHECK(same(pair[1].at(j), h));
        CHECK(token_scores(mixed, {pad({eight_sources()[i]}), pad({h.tokens})})[0] ==
              h.token_scores);
      }
    }
  }
}

TEST_CASE("ensemble: its loss is the negative sum of the mean log-probabilities", "[models]") {
  const Ensemble mixed = ensemble(rnn(), transformer());
  double sum = 0;
  for (const auto& scores : token_scores(mixed, eight_pairs()))
    for (const float score : scores)
      sum -= static_cast<double>(score);
  const Loss loss = mixed.loss(eight_pairs(), 0);
  CHECK(static_cast<double>(loss.sum.item()) == Approx(sum));
  CHECK(loss.tokens == 31 + 8);
  CHECK_THROWS_WITH(mixed.loss(eight_pairs(), real(0.1)), ContainsSubstring("label smoothing"));
}

TEST_CASE("ensemble: models of different target vocabularies are refused", "[models]") {
  RnnTranslatorOptions larger = small_options();
  larger.target_vocabulary = 13;
  CHECK_THROWS_WITH(ensemble(rnn(), half_trained(larger, 1)),
                    ContainsSubstring("12") && ContainsSubstring("13"));
  CHECK_THROWS_WITH(ensemble(), ContainsSubstring("there is no model"));
}
