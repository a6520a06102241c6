#include "models/regularization.h"

#include <cmath>

#include "core/autograd.h"
#include "core/ops.h"
#include "tests/models/small_translator.h"
#include "tests/support/catch.h"

using namespace gloss;
using namespace gloss::models;

namespace {

using Ids = std::vector<int32_t>;

// The probabilities of each token of the vocabulary at each position of all sentences, by decoding
// them one by one, [sentence][position][token].
std::vector<std::vector<std::vector<double>>> probabilities(const Translator& model,
                                                            const Sentences& source,
                                                            const Sentences& input) {
  std::vector<std::vector<std::vector<double>>> all;
  for (int64_t b = 0; b < source.rows; ++b) {
    const auto length = source.lengths[static_cast<size_t>(b)];
    const auto row = source.ids.begin() + b * source.time;
    DecoderState state = model.encode({1, length, Ids(row, row + length), {length}});
    auto& steps = all.emplace_back();
    for (int64_t t = 0; t < input.lengths[static_cast<size_t>(b)]; ++t) {
      const int32_t token = input.ids[static_cast<size_t>(b * input.time + t)];
      const DecoderStep step = model.step(state, Ids{token});
      auto& p = steps.emplace_back();
      for (const real log_p : step.log_probabilities.values())
        p.push_back(std::exp(static_cast<double>(log_p)));
      state = step.state;
    }
  }
  return all;
}

double kl(const std::vector<double>& p, const std::vector<double>& q) {
  double sum = 0;
  for (size_t i = 0; i < p.size(); ++i)
    sum += p[i] * std::log(p[i] / q[i]);
  return sum;
}

}  // namespace

TEST_CASE("drop_words: tokens are dropped with that probability, kBos and kEos never", "[models]") {
  const Sentences input = decoder_input(pad({Ids(10'000, 5), Ids(3, 6)}));
  Sentences dropped = input;
  drop_words(dropped, 0, 1, real(0.3));
  CHECK(dropped.ids[0] == kBos);
  CHECK(dropped.lengths == input.lengths);
  const auto row = dropped.ids.begin() + input.time;
  CHECK(std::count(dropped.ids.begin(), row, kNoId) == Approx(3000).margin(150));
  CHECK(std::equal(row, dropped.ids.end(), input.ids.begin() + input.time));  // the other row
  Sentences source = pad({{}});
  drop_words(source, 0, 1, real(0.99));
  CHECK(source.ids == Ids{kEos});
}

TEST_CASE("drop_words: a probability of 0 draws no random numbers", "[models]") {
  Sentences source = pad({{4, 5}});
  thread_rng() = {};
  drop_words(source, 0, 1, 0);
  CHECK(source.ids == Ids{4, 5, kEos});
  CHECK(thread_rng().position == 0);
}

TEST_CASE("twice: the sentences follow once more below", "[models]") {
  const Sentences both = twice(pad({{4, 5}, {6}}));
  CHECK(both.rows == 4);
  CHECK(both.ids == Ids{4, 5, kEos, 6, kEos, kPad, 4, 5, kEos, 6, kEos, kPad});
  CHECK(both.lengths == Ids{3, 2, 3, 2});
}

// Without dropout, so that the passes differ by the dropped words alone, which are drawn here as
// the model draws them.
TEMPLATE_LIST_TEST_CASE("regularization: the loss is that of the equations", "[models]",
                        ArchitectureList) {
  const WithThreads one(1);
  auto model = make(small<TestType>());
  train_on(model, eight_pairs(), 15, 0.01);
  const NoGradGuard no_grad;
  const Batch batch = eight_pairs();
  for (const Consistency consistency :
       {Consistency::kNone, Consistency::kRDrop, Consistency::kSimCut}) {
    CAPTURE(static_cast<int>(consistency));
    const Regularization r{.consistency = consistency,
                           .consistency_weight = real(1.5),
                           .cutoff = real(0.5),
                           .word_dropout = real(0.3)};
    const bool simcut = consistency == Consistency::kSimCut;
    const int64_t rows = batch.source.rows;
    thread_rng() = {.seed = 7};
    Sentences source = batch.source, input = decoder_input(batch.target);
    for (Sentences* sentences : {&source, &input}) {
      if (consistency != Consistency::kNone) *sentences = twice(*sentences);
      drop_words(*sentences, 0, rows, r.word_dropout);
      if (consistency != Consistency::kNone)
        drop_words(*sentences, rows, 2 * rows, simcut ? r.cutoff : r.word_dropout);
    }
    const auto p = probabilities(model, source, input);
    const auto alpha = static_cast<double>(r.consistency_weight);
    double cross_entropy = 0, penalty = 0;
    for (size_t b = 0; b < static_cast<size_t>(rows); ++b)
      for (size_t t = 0; t < p[b].size(); ++t) {
        const auto y =
            static_cast<size_t>(batch.target.ids[b * static_cast<size_t>(batch.target.time) + t]);
        const auto& p1 = p[b][t];
        const auto& p2 = p[(consistency == Consistency::kNone ? 0 : 8) + b][t];
        if (consistency == Consistency::kRDrop) {
          cross_entropy -= (std::log(p1[y]) + std::log(p2[y])) / 2;
          penalty += alpha / 4 * (kl(p1, p2) + kl(p2, p1));
        } else {
          cross_entropy -= std::log(p1[y]);
          penalty += alpha * kl(p1, p2);
        }
      }
    model.regularization = r;
    thread_rng() = {.seed = 7};
    const Loss loss = model.loss(batch, 0);
    CHECK(loss.tokens == 39);
    CHECK(static_cast<double>(loss.penalty) == Approx(penalty).epsilon(1e-4));
    CHECK(static_cast<double>(loss.sum.item()) == Approx(cross_entropy + penalty).epsilon(1e-5));
    if (consistency != Consistency::kNone) CHECK(penalty > 1);
  }
}

TEMPLATE_LIST_TEST_CASE("regularization: r-drop compares passes with different dropout", "[models]",
                        ArchitectureList) {
  auto options = small<TestType>();
  options.dropout = real(0.3);
  auto model = make(options);
  model.regularization = {.consistency = Consistency::kRDrop, .consistency_weight = 5};
  CHECK(model.loss(eight_pairs(), 0).penalty > real(0.1));
}

TEMPLATE_LIST_TEST_CASE("regularization: evaluation ignores it", "[models]", ArchitectureList) {
  auto model = make(small<TestType>());
  model.eval();
  const real plain = model.loss(eight_pairs(), 0).sum.item();
  model.regularization = {
      .consistency = Consistency::kSimCut, .consistency_weight = 3, .word_dropout = real(0.5)};
  const Loss loss = model.loss(eight_pairs(), 0);
  CHECK(loss.sum.item() == plain);
  CHECK(loss.penalty == 0);
}

TEMPLATE_LIST_TEST_CASE("regularization: updates are the same bits for any number of threads",
                        "[models]", ArchitectureList) {
  const auto trained = [](int count) {
    const WithThreads guard(count);
    auto options = small<TestType>();
    options.embedding_dim = 64;
    options.dropout = real(0.2);
    auto model = make(options);
    model.regularization = {
        .consistency = Consistency::kSimCut, .consistency_weight = 3, .word_dropout = real(0.1)};
    return train_on(model, eight_pairs(), 5, 0.01);
  };
  const double one = trained(1);
  CHECK(trained(2) == one);
  CHECK(trained(3) == one);
}
