#include "models/search.h"

#include <cmath>
#include <optional>

#include "core/autograd.h"
#include "tests/core/with_threads.h"
#include "tests/models/small_translator.h"
#include "tests/support/catch.h"

using namespace gloss;
using namespace gloss::models;

namespace {

// Half-trained: sure of nothing, so that beams hold something to choose from.
RnnTranslator half_trained(std::optional<nn::Score> attention = nn::Score::kAdditive) {
  const WithThreads one(1);
  RnnTranslatorOptions options = small_options();
  options.attention = attention;
  RnnTranslator model = make(options);
  train_on(model, eight_pairs(), 25, 0.01);
  model.eval();
  return model;
}

bool same(const Hypothesis& a, const Hypothesis& b) {
  return a.tokens == b.tokens && a.token_scores == b.token_scores &&
         a.log_probability == b.log_probability && a.score == b.score &&
         a.attention == b.attention && a.source_length == b.source_length;
}

// The most probable token at every step, one sentence at a time.
std::vector<int32_t> plain_greedy(const Translator& model, const std::vector<int32_t>& source,
                                  size_t limit) {
  const NoGradGuard no_grad;
  DecoderState state = model.encode(pad({source}));
  std::vector<int32_t> tokens;
  int32_t previous = kBos;
  while (tokens.size() < limit) {
    const DecoderStep step = model.step(state, std::vector<int32_t>{previous});
    previous = kEos;
    for (int32_t id = kEos; id < model.vocabulary_size(); ++id)
      if (step.log_probabilities.at({0, id}) > step.log_probabilities.at({0, previous}))
        previous = id;
    if (previous == kEos) break;
    tokens.push_back(previous);
    state = step.state;
  }
  return tokens;
}

}  // namespace

TEST_CASE("search: a beam of 1 takes the most probable token at every step", "[models]") {
  for (const auto& attention : {std::optional<nn::Score>(), std::optional(nn::Score::kDot)}) {
    const RnnTranslator model = half_trained(attention);
    const auto found = search(model, pad(eight_sources()), {.beam_size = 1});
    REQUIRE(found.size() == 8);
    for (size_t i = 0; i < 8; ++i) {
      const size_t limit = 3 * (eight_sources()[i].size() + 1) + 10;
      REQUIRE(found[i].size() == 1);
      CHECK(found[i][0].tokens == plain_greedy(model, eight_sources()[i], limit));
    }
  }
}

TEST_CASE("search: the n best are sorted, differ, and are scored by their tokens", "[models]") {
  const RnnTranslator model = half_trained();
  for (const double alpha : {0.0, 0.6, 1.0}) {
    CAPTURE(alpha);
    const auto found =
        search(model, pad(eight_sources()), {.beam_size = 5, .length_penalty = alpha, .n_best = 4});
    for (size_t i = 0; i < found.size(); ++i) {
      REQUIRE(found[i].size() == 4);
      for (size_t j = 0; j < 4; ++j) {
        const Hypothesis& h = found[i][j];
        double sum = 0;
        for (const float score : h.token_scores)
          sum += static_cast<double>(score);
        const auto length = static_cast<double>(h.token_scores.size());
        CHECK(h.token_scores.size() == h.tokens.size() + 1);  // kEos too
        CHECK(h.log_probability == Approx(sum));
        CHECK(h.score == Approx(sum / std::pow(length, alpha)));
        CHECK(h.source_length == static_cast<int64_t>(eight_sources()[i].size()) + 1);
        CHECK(h.attention.size() == h.token_scores.size() * static_cast<size_t>(h.source_length));
        if (j == 0) continue;
        CHECK(found[i][j - 1].score >= h.score);
        CHECK(found[i][j - 1].tokens != h.tokens);
      }
    }
  }
}

TEST_CASE("search: a hypothesis' log-probability is the model's own", "[models]") {
  const RnnTranslator model = half_trained();
  const auto found = search(model, pad(eight_sources()), {.beam_size = 4});
  const NoGradGuard no_grad;
  for (size_t i = 0; i < 8; ++i) {
    const Hypothesis& h = found[i].at(0);
    const Loss loss = model.loss({pad({eight_sources()[i]}), pad({h.tokens})}, 0);
    CHECK(h.log_probability == Approx(-static_cast<double>(loss.sum.item())).margin(1e-4));
  }
}

TEST_CASE("search: rows of attention sum to 1", "[models]") {
  const RnnTranslator model = half_trained();
  for (const auto& hypotheses : search(model, pad(eight_sources()), {})) {
    const Hypothesis& h = hypotheses.at(0);
    const auto width = static_cast<size_t>(h.source_length);
    for (size_t row = 0; row < h.token_scores.size(); ++row) {
      double sum = 0;
      for (size_t s = 0; s < width; ++s)
        sum += static_cast<double>(h.attention.at(row * width + s));
      CHECK(sum == Approx(1));
    }
  }
  CHECK(search(half_trained(std::nullopt), pad({{4}}), {})[0].at(0).attention.empty());
}

TEST_CASE("search: a sentence's result is the same bits alone and among any neighbours",
          "[models]") {
  const Lines sources = eight_sources();
  for (const auto& attention : {std::optional<nn::Score>(), std::optional(nn::Score::kAdditive),
                                std::optional(nn::Score::kGeneral)}) {
    const RnnTranslator model = half_trained(attention);
    for (const SearchOptions& options :
         {SearchOptions{.beam_size = 1}, SearchOptions{.beam_size = 4, .n_best = 3}}) {
      const auto all = search(model, pad(sources), options);
      for (size_t i = 0; i < 8; ++i) {
        CAPTURE(attention.has_value(), options.beam_size, i);
        const auto alone = search(model, pad({sources[i]}), options);
        const auto pair = search(model, pad({sources[7 - i], sources[i]}), options);
        REQUIRE(alone[0].size() == all[i].size());
        for (size_t j = 0; j < alone[0].size(); ++j) {
          CHECK(same(alone[0][j], all[i][j]));
          CHECK(same(alone[0][j], pair[1].at(j)));
        }
      }
    }
  }
}

TEST_CASE("search: no translation is longer than the limit", "[models]") {
  RnnTranslator model = make(small_options());
  model.output_bias.data()[kEos] = -100;  // never ends by itself
  model.eval();
  const auto found = search(model, pad({{4}, {4, 5, 6}}), {.max_length_factor = 2});
  CHECK(found[0].at(0).tokens.size() == 2 * 2 + 10);  // kEos counts as a source token
  CHECK(found[1].at(0).tokens.size() == 2 * 4 + 10);
  CHECK(found[0].at(0).token_scores.size() == 14);
}

TEST_CASE("search: kPad and kBos are never produced", "[models]") {
  RnnTranslator model = make(small_options());
  model.output_bias.data()[kPad] = model.output_bias.data()[kBos] = 100;
  model.eval();
  for (const auto& hypotheses : search(model, pad(eight_sources()), {.n_best = 4}))
    for (const Hypothesis& h : hypotheses)
      for (const int32_t token : h.tokens)
        CHECK(token > kEos);
}

TEST_CASE("search: an empty batch has no results", "[models]") {
  RnnTranslator model = make(small_options());
  model.eval();
  CHECK(search(model, pad({}), {}).empty());
}

TEST_CASE("search: mistakes are named", "[models]") {
  RnnTranslator model = make(small_options());
  const Sentences source = pad({{4}});
  CHECK_THROWS_WITH(search(model, source, {}),
                    "search: the model must be in evaluation: call eval() first");
  model.eval();
  CHECK_THROWS_WITH(search(model, source, {.beam_size = 0}),
                    "search: the beam size must be at least 1, not 0");
  CHECK_THROWS_WITH(search(model, source, {.beam_size = 2, .n_best = 3}),
                    "search: n_best must be from 1 to the beam size 2, not 3");
  CHECK_THROWS_WITH(search(model, source, {.beam_size = 2, .n_best = 0}),
                    "search: n_best must be from 1 to the beam size 2, not 0");
}
