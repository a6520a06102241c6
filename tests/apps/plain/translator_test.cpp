// The plain translator computes what the library's does.

#include "apps/plain/translator.h"

#include <map>
#include <string>
#include <vector>

#include "core/ops.h"
#include "models/rnn_translator.h"
#include "models/search.h"
#include "optim/adam.h"
#include "tests/support/catch.h"
#include "tests/support/plain.h"

using namespace gloss;

namespace {

constexpr int kVocabulary = 13, kEmbedding = 6, kHidden = 10;

// Columns [begin, end) of a matrix with `width` columns.
plain::Vector columns(const plain::Vector& matrix, size_t width, size_t begin, size_t end) {
  plain::Vector result;
  for (size_t i = 0; i < matrix.size(); ++i)
    if (i % width >= begin && i % width < end) result.push_back(matrix[i]);
  return result;
}

// The plain model's parameters under the library's names. The plain decoder multiplies [embedded;
// context] by one matrix, which the library keeps as two.
std::map<std::string, plain::Vector> by_name(const plain::Translator& m) {
  const size_t in = m.E + m.H;
  return {{"source_embedding.weight", m.source_embedding},
          {"target_embedding.weight", m.target_embedding},
          {"encoder.weight_ih_l0", m.forwards.weight_ih},
          {"encoder.weight_hh_l0", m.forwards.weight_hh},
          {"encoder.bias_ih_l0", m.forwards.bias_ih},
          {"encoder.bias_hh_l0", m.forwards.bias_hh},
          {"encoder.weight_ih_l0_reverse", m.backwards.weight_ih},
          {"encoder.weight_hh_l0_reverse", m.backwards.weight_hh},
          {"encoder.bias_ih_l0_reverse", m.backwards.bias_ih},
          {"encoder.bias_hh_l0_reverse", m.backwards.bias_hh},
          {"bridge.weight", m.bridge_weight},
          {"bridge.bias", m.bridge_bias},
          {"attention.query_weight", m.attention.query_weight},
          {"attention.key_weight", m.attention.key_weight},
          {"attention.key_bias", m.attention.key_bias},
          {"attention.score_weight", m.attention.score_weight},
          {"decoder.0.weight_ih", columns(m.decoder.weight_ih, in, 0, m.E)},
          {"decoder.0.weight_hh", m.decoder.weight_hh},
          {"decoder.0.bias_ih", m.decoder.bias_ih},
          {"decoder.0.bias_hh", m.decoder.bias_hh},
          {"context_gates.weight", columns(m.decoder.weight_ih, in, m.E, in)},
          {"readout.weight", m.readout_weight},
          {"readout.bias", m.readout_bias},
          {"output_embedding.weight", m.output_weight},
          {"output_bias", m.output_bias}};
}

models::RnnTranslator library_model(const plain::Translator& m) {
  Rng rng;
  models::RnnTranslator model({.source_vocabulary = kVocabulary,
                               .target_vocabulary = kVocabulary,
                               .embedding_dim = kEmbedding,
                               .hidden_size = kHidden,
                               .tied = models::TiedEmbeddings::kNone,
                               .dropout = 0},
                              rng);
  const std::map<std::string, plain::Vector> parameters = by_name(m);
  size_t copied = 0;
  for (const auto& [name, tensor] : model.named_parameters()) {
    CAPTURE(name);
    const std::vector<double> values = values_of(parameters.at(name));
    REQUIRE(values.size() == tensor.values().size());
    std::ranges::transform(values, tensor.data(), [](double v) { return static_cast<real>(v); });
    copied += values.size();
  }
  REQUIRE(copied == m.make.all.size());
  return model;
}

const std::vector<std::vector<int32_t>> kSources = {{4, 5, 6}, {7, 8, 9, 10, 11}, {12}, {6, 4}};
const std::vector<std::vector<int32_t>> kTargets = {{6, 5, 12, 4}, {8, 7}, {10, 11, 9}, {5}};

plain::Translator plain_model() {
  plain::tape.clear();
  return {kVocabulary, kVocabulary, kEmbedding, kHidden};
}

plain::Ids with_end(plain::Ids ids) {
  ids.push_back(plain::kEnd);
  return ids;
}

// Batch `step % 2`: the sentences 0 and 1, or 2 and 3.
std::vector<plain::Pair> plain_batch(size_t step) {
  std::vector<plain::Pair> pairs;
  for (const size_t i : {step % 2 * 2, step % 2 * 2 + 1})
    pairs.push_back({with_end(kSources[i]), with_end(kTargets[i])});
  return pairs;
}

models::Batch library_batch(size_t step) {
  const auto first = static_cast<std::ptrdiff_t>(step % 2 * 2);
  const auto two = [&](const auto& lines) {
    return models::pad({lines.begin() + first, lines.begin() + first + 2});
  };
  return {two(kSources), two(kTargets)};
}

}  // namespace

TEST_CASE("plain: the first ten losses equal those of the library's model with the same weights",
          "[plain]") {
  const plain::Translator plain_translator = plain_model();
  plain::Adam plain_adam{.lr = 0.01};
  models::RnnTranslator model = library_model(plain_translator);
  optim::Adam adam(model.parameters(), {.lr = 0.01});
  double last = 0;
  for (size_t step = 0; step < 10; ++step) {
    const models::Loss loss = model.loss(library_batch(step), /*label_smoothing=*/0);
    const Tensor mean = loss.sum / static_cast<real>(loss.tokens);
    adam.zero_grad();
    mean.backward();
    adam.step();
    last = plain_translator.learn(plain_batch(step), plain_adam);
    CAPTURE(step);
    CHECK(std::abs(last - static_cast<double>(mean.item())) < 1e-5);
  }
  CHECK(last < 2.4);  // from log 13 = 2.56 it has learnt something
}

TEST_CASE("plain: the translations and the attention equal those of the library's search",
          "[plain]") {
  const plain::Translator plain_translator = plain_model();
  plain::Adam adam{.lr = 0.01};
  for (size_t step = 0; step < 30; ++step)
    plain_translator.learn(plain_batch(step), adam);
  models::RnnTranslator model = library_model(plain_translator);
  model.eval();
  const auto found =
      models::search(model, models::pad(kSources), {.beam_size = 3, .repetition_guard = false});
  for (size_t i = 0; i < kSources.size(); ++i) {
    const auto best = plain_translator.translate(with_end(kSources[i]), 3);
    CHECK(best.tokens == with_end(found[i][0].tokens));
    CHECK(best.score == Approx(found[i][0].score).epsilon(1e-5));
    std::vector<double> weights;
    for (const plain::Vector& row : best.state.weights)
      for (const double weight : values_of(row))
        weights.push_back(weight);
    REQUIRE(weights.size() == found[i][0].attention.size());
    for (size_t j = 0; j < weights.size(); ++j)
      CHECK(std::abs(weights[j] - double{found[i][0].attention[j]}) < 1e-5);
  }
}
