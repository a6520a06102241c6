// What every translator promises, whatever its network: the tests go through the table of
// architectures and the named values of their options.

#include <cmath>
#include <functional>

#include "core/allocator.h"
#include "core/autograd.h"
#include "models/each_choice.h"
#include "models/search.h"
#include "nn/gradcheck.h"
#include "tests/core/compare.h"
#include "tests/core/with_threads.h"
#include "tests/models/small_translator.h"
#include "tests/support/catch.h"

using namespace gloss;
using namespace gloss::models;

namespace {

// Calls f with a small translator of each architecture for each named value of its options; on one
// thread, for models this small are slower on several.
void for_each_translator(const std::function<void(Translator&)>& f) {
  const WithThreads one(1);
  Architectures architectures;
  for_each_architecture(architectures, [&](const auto& architecture) {
    auto options = small<std::decay_t<decltype(architecture)>>();
    for_each_choice(options, [&](const std::string& choice) {
      CAPTURE(options.kName, choice);
      auto model = make(options);
      f(model);
    });
  });
}

// log p of each token of a target, given the source and the tokens before it.
std::vector<Tensor> log_probabilities(const Translator& model, const Batch& pair) {
  DecoderState state = model.encode(pair.source);
  std::vector<Tensor> steps;
  int32_t previous = kBos;
  for (const int32_t token : pair.target.ids) {
    const DecoderStep step = model.step(state, std::vector<int32_t>{previous});
    steps.push_back(step.log_probabilities);
    state = step.state;
    previous = token;
  }
  return steps;
}

Batch pair(size_t i) {
  return {pad({eight_sources()[i]}), pad({eight_targets()[i]})};
}

}  // namespace

TEST_CASE("translators: an untrained model is near chance, and every parameter gets a gradient",
          "[models]") {
  const Batch batch = eight_pairs();
  for_each_translator([&](Translator& model) {
    const Loss loss = model.loss(batch, 0);
    CHECK(loss.tokens == 31 + 8);
    const double each = static_cast<double>(loss.sum.item()) / static_cast<double>(loss.tokens);
    CHECK(each == Approx(std::log(12)).margin(1));
    loss.sum.backward();
    CHECK(nn::without_gradient(model) == "");
  });
}

TEST_CASE("translators: the probabilities of decoding step by step give the training loss",
          "[models]") {
  const Batch one = pair(6);
  for_each_translator([&](Translator& model) {
    const NoGradGuard no_grad;
    const std::vector<Tensor> steps = log_probabilities(model, one);
    double sum = 0;
    for (size_t t = 0; t < steps.size(); ++t)
      sum -= static_cast<double>(steps[t].at({0, one.target.ids[t]}));
    CHECK(static_cast<double>(model.loss(one, 0).sum.item()) == Approx(sum).margin(1e-4));
  });
}

TEST_CASE("translators: the losses of sentences alone add up to the batch's", "[models]") {
  for_each_translator([&](Translator& model) {
    double sum = 0;
    for (size_t i = 0; i < 8; ++i)
      sum += static_cast<double>(model.loss(pair(i), 0).sum.item());
    CHECK(static_cast<double>(model.loss(eight_pairs(), 0).sum.item()) ==
          Approx(sum).epsilon(1e-5));
  });
}

TEST_CASE("translators: the probabilities of a sentence are the same bits alone and in a batch",
          "[models]") {
  const Batch batch = eight_pairs();
  const auto time = static_cast<size_t>(batch.target.time);
  for_each_translator([&](Translator& model) {
    const NoGradGuard no_grad;
    std::vector<std::vector<Tensor>> alone;
    for (size_t i = 0; i < 8; ++i)
      alone.push_back(log_probabilities(model, pair(i)));
    DecoderState state = model.encode(batch.source);
    std::vector<int32_t> tokens(8, kBos);
    for (size_t t = 0; t < time; ++t) {
      const DecoderStep step = model.step(state, tokens);
      for (size_t i = 0; i < 8; ++i) {
        const auto row = static_cast<int64_t>(i);
        if (t < alone[i].size())
          CHECK(same_bits(alone[i][t], slice(step.log_probabilities, 0, row, row + 1)));
        tokens[i] = batch.target.ids[i * time + t];
      }
      state = step.state;
    }
  });
}

TEMPLATE_LIST_TEST_CASE("translators: a model trained on eight pairs translates them", "[models]",
                        ArchitectureList) {
  const WithThreads one(1);
  auto model = make(small<TestType>());
  CHECK(train_on(model, eight_pairs(), 150, 0.01) < 0.02);
  model.eval();
  for (const int64_t beam_size : {1, 3}) {
    const auto found = search(model, pad(eight_sources()), {.beam_size = beam_size});
    for (size_t i = 0; i < 8; ++i) {
      CHECK(found[i].at(0).tokens == eight_targets()[i]);
      CHECK(found[i].at(0).attention.size() ==
            found[i].at(0).token_scores.size() * (eight_sources()[i].size() + 1));
    }
  }
}

TEMPLATE_LIST_TEST_CASE("translators: search gives the same bits alone and in any batch",
                        "[models]", ArchitectureList) {
  const WithThreads one(1);
  auto model = make(small<TestType>());
  train_on(model, eight_pairs(), 15, 0.01);  // few updates, so several hypotheses stay close
  model.eval();
  const auto all = search(model, pad(eight_sources()), {.beam_size = 4, .n_best = 3});
  for (size_t i = 0; i < 8; ++i) {
    const auto alone = search(model, pad({eight_sources()[i]}), {.beam_size = 4, .n_best = 3});
    for (size_t j = 0; j < 3; ++j) {
      CAPTURE(i, j);
      CHECK(alone[0].at(j).tokens == all[i].at(j).tokens);
      CHECK(alone[0].at(j).token_scores == all[i].at(j).token_scores);
      CHECK(alone[0].at(j).attention == all[i].at(j).attention);
    }
  }
}

TEMPLATE_LIST_TEST_CASE("translators: ten updates give the same bits for any number of threads",
                        "[models]", ArchitectureList) {
  const auto trained = [](int count) {
    const WithThreads guard(count);
    auto options = small<TestType>();
    options.embedding_dim = 64;
    options.dropout = real(0.2);
    auto model = make(options);
    train_on(model, eight_pairs(), 10, 0.01);
    return model.parameters();
  };
  const std::vector<Tensor> one = trained(1);
  for (const int count : {2, 3, 8}) {
    CAPTURE(count);
    const std::vector<Tensor> many = trained(count);
    for (size_t i = 0; i < one.size(); ++i)
      CHECK(same_bits(one[i], many[i]));
  }
}

TEMPLATE_LIST_TEST_CASE("translators: a training step and a search leave no memory allocated",
                        "[models]", ArchitectureList) {
  auto model = make(small<TestType>());
  model.loss(eight_pairs(), 0).sum.backward();  // from here on every parameter holds a gradient
  const int64_t before = allocator::live();
  model.loss(eight_pairs(), 0).sum.backward();
  model.eval();
  search(model, pad(eight_sources()), {});
  CHECK(allocator::live() == before);
}

TEMPLATE_LIST_TEST_CASE("translators: a tied table is one parameter", "[models]",
                        ArchitectureList) {
  const auto count = [](TiedEmbeddings tied) {
    auto options = small<TestType>();
    options.tied = tied;
    return make(options).parameter_count();
  };
  const int64_t table = 12 * 16, all = count(TiedEmbeddings::kAll);
  CHECK(count(TiedEmbeddings::kTarget) == all + table);
  CHECK(count(TiedEmbeddings::kNone) == all + 2 * table);
  CHECK(make(small<TestType>()).named_parameters()[0].first == "source_embedding.weight");
}

TEMPLATE_LIST_TEST_CASE("translators: an error names both of the sizes that do not fit", "[models]",
                        ArchitectureList) {
  auto o = small<TestType>();
  o.source_vocabulary = 0;
  CHECK_THROWS_WITH(make(o),
                    ContainsSubstring("vocabularies must not be empty: source has 0, target has "
                                      "12"));
  o.source_vocabulary = 13;
  o.tied = TiedEmbeddings::kAll;
  CHECK_THROWS_WITH(make(o),
                    ContainsSubstring("tying all embeddings needs one vocabulary: source has 13, "
                                      "target has 12"));
  const auto model = make(small<TestType>());
  CHECK_THROWS_WITH(model.loss({pad({{4}, {5}}), pad({{4}})}, 0),
                    ContainsSubstring("source and target need the same number of sentences, at "
                                      "least one: source has 2, target has 1"));
}
