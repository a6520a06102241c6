// What every translator promises, whatever its network: a new one is a line in `small` and a name
// in each list.

#include <type_traits>

#include "core/allocator.h"
#include "models/search.h"
#include "tests/core/compare.h"
#include "tests/core/with_threads.h"
#include "tests/models/small_transformer.h"
#include "tests/support/catch.h"

using namespace gloss;
using namespace gloss::models;

namespace {

template <class Model>
auto small() {
  if constexpr (std::is_same_v<Model, RnnTranslator>) return small_options();
  if constexpr (std::is_same_v<Model, TransformerTranslator>) return small_transformer();
}

}  // namespace

TEMPLATE_TEST_CASE("translators: ten updates give the same bits for any number of threads",
                   "[models]", RnnTranslator, TransformerTranslator) {
  const auto trained = [](int count) {
    const WithThreads guard(count);
    auto options = small<TestType>();
    options.embedding_dim = 64;
    options.dropout = real(0.2);
    TestType model = make(options);
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

TEMPLATE_TEST_CASE("translators: a training step and a search leave no memory allocated",
                   "[models]", RnnTranslator, TransformerTranslator) {
  TestType model = make(small<TestType>());
  model.loss(eight_pairs(), 0).sum.backward();  // from here on every parameter holds a gradient
  const int64_t before = allocator::live();
  model.loss(eight_pairs(), 0).sum.backward();
  model.eval();
  search(model, pad(eight_sources()), {});
  CHECK(allocator::live() == before);
}

TEMPLATE_TEST_CASE("translators: a tied table is one parameter", "[models]", RnnTranslator,
                   TransformerTranslator) {
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

TEMPLATE_TEST_CASE("translators: an error names both of the sizes that do not fit", "[models]",
                   RnnTranslator, TransformerTranslator) {
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
  const TestType model = make(small<TestType>());
  CHECK_THROWS_WITH(model.loss({pad({{4}, {5}}), pad({{4}})}, 0),
                    ContainsSubstring("source and target need the same number of sentences, at "
                                      "least one: source has 2, target has 1"));
}
