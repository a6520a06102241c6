#include "models/rnn_translator.h"

#include <cmath>
#include <functional>
#include <optional>

#include "core/autograd.h"
#include "core/ops.h"
#include "models/search.h"
#include "nn/gradcheck.h"
#include "tests/core/compare.h"
#include "tests/core/with_threads.h"
#include "tests/models/small_translator.h"
#include "tests/support/catch.h"

using namespace gloss;
using namespace gloss::models;
using nn::Score;

namespace {

// Calls f with every attention (and none), cell, depth up to 2 and tie; on one thread, for models
// this small are slower on several.
void for_each_model(const std::function<void(RnnTranslator&)>& f) {
  const WithThreads one(1);
  for (const auto& [score, attention] : nn::kScores)
    for (const auto& [cell_name, cell] : nn::kCells)
      for (const int64_t layers : {1, 2})
        for (const TiedEmbeddings tied :
             {TiedEmbeddings::kNone, TiedEmbeddings::kTarget, TiedEmbeddings::kAll}) {
          RnnTranslatorOptions options = small_options();
          options.attention = attention;
          options.cell = cell;
          options.encoder_layers = options.decoder_layers = layers;
          options.tied = tied;
          RnnTranslator model = make(options);
          CAPTURE(score, cell_name, layers, static_cast<int>(tied));
          f(model);
        }
}

// The loss of one pair by step() alone: the sum of -log p of each token given those before it.
double loss_by_steps(const RnnTranslator& model, const Batch& pair) {
  const NoGradGuard no_grad;
  DecoderState state = model.encode(pair.source);
  int32_t previous = kBos;
  double total = 0;
  for (const int32_t token : pair.target.ids) {
    const DecoderStep step = model.step(state, std::vector<int32_t>{previous});
    total -= static_cast<double>(step.log_probabilities.at({0, token}));
    state = step.state;
    previous = token;
  }
  return total;
}

}  // namespace

TEST_CASE("rnn_translator: an untrained model is near chance and every parameter gets a gradient",
          "[models]") {
  const Batch batch = eight_pairs();
  for_each_model([&](RnnTranslator& model) {
    const Loss loss = model.loss(batch, 0);
    CHECK(loss.tokens == 31 + 8);
    const double each = static_cast<double>(loss.sum.item()) / static_cast<double>(loss.tokens);
    CHECK(each == Approx(std::log(12)).margin(0.5));
    loss.sum.backward();
    CHECK(without_gradient(model) == "");
  });
}

TEST_CASE("rnn_translator: the probabilities of decoding step by step give the training loss",
          "[models]") {
  const Batch pair{pad({{4, 7, 5}}), pad({{6, 4, 4, 9}})};
  for_each_model([&](RnnTranslator& model) {
    CHECK(static_cast<double>(model.loss(pair, 0).sum.item()) ==
          Approx(loss_by_steps(model, pair)).margin(1e-4));
  });
}

TEST_CASE("rnn_translator: the losses of sentences alone add up to the batch's", "[models]") {
  const Batch batch = eight_pairs();
  for_each_model([&](RnnTranslator& model) {
    double sum = 0;
    for (size_t i = 0; i < 8; ++i)
      sum += static_cast<double>(
          model.loss({pad({eight_sources()[i]}), pad({eight_targets()[i]})}, 0).sum.item());
    CHECK(static_cast<double>(model.loss(batch, 0).sum.item()) == Approx(sum).epsilon(1e-5));
  });
}

TEST_CASE("rnn_translator: a sentence's encoding and next token are the same bits in a batch",
          "[models]") {
  const Sentences all = pad(eight_sources());
  const std::vector<int32_t> tokens(8, kBos);
  for_each_model([&](RnnTranslator& model) {
    const NoGradGuard no_grad;
    const DecoderState together = model.encode(all);
    const DecoderStep next = model.step(together, tokens);
    for (const int64_t i : {0, 3, 7}) {
      const DecoderState alone = model.encode(pad({eight_sources()[static_cast<size_t>(i)]}));
      for (size_t layer = 0; layer < alone.past.size(); ++layer)
        CHECK(same_bits(alone.past[layer], slice(together.past[layer], 0, i, i + 1)));
      CHECK(same_bits(model.step(alone, std::vector<int32_t>{kBos}).log_probabilities,
                      slice(next.log_probabilities, 0, i, i + 1)));
    }
  });
}

TEST_CASE("rnn_translator: a model trained on eight pairs translates them by greedy search",
          "[models]") {
  const WithThreads one(1);
  const std::optional<Score> attentions[] = {std::nullopt, Score::kAdditive};
  for (const auto& attention : attentions) {
    CAPTURE(attention.has_value());
    RnnTranslatorOptions options = small_options();
    options.attention = attention;
    RnnTranslator model = make(options);
    CHECK(train_on(model, eight_pairs(), 150, 0.01) < 0.02);
    model.eval();
    const auto found = search(model, pad(eight_sources()), {.beam_size = 1});
    for (size_t i = 0; i < 8; ++i)
      CHECK(found[i].at(0).tokens == eight_targets()[i]);
  }
}

TEST_CASE("rnn_translator: an error names the size that does not fit", "[models]") {
  RnnTranslatorOptions o = small_options();
  o.hidden_size = 7;
  CHECK_THROWS_WITH(make(o),
                    "rnn_translator: dim-rnn must be even, half for each direction of the encoder: "
                    "dim-rnn is 7");
  o = small_options();
  o.decoder_layers = 0;
  CHECK_THROWS_WITH(make(o), "rnn_translator: at least one decoder layer is needed, not 0");
}
