#include "models/data_parallel.h"

#include "core/autograd.h"
#include "core/ops.h"
#include "tests/core/compare.h"
#include "tests/models/small_translator.h"
#include "tests/support/catch.h"

using namespace gloss;
using namespace gloss::models;

namespace {

std::vector<Tensor> gradients(const Translator& model) {
  std::vector<Tensor> all;
  for (const Tensor& parameter : model.parameters())
    all.push_back(parameter.grad());
  return all;
}

}  // namespace

TEST_CASE("part_of: the sentences, padded to the longest of them", "[models]") {
  const Sentences all = pad({{4, 5, 6}, {7}, {8, 9}});
  const Sentences part = part_of(all, 1, 2), expected = pad({{7}, {8, 9}});
  CHECK(part.rows == 2);
  CHECK(part.time == 3);
  CHECK(part.ids == expected.ids);
  CHECK(part.lengths == expected.lengths);
}

TEMPLATE_LIST_TEST_CASE("add_gradients: adds those of the mean loss over all tokens", "[models]",
                        ArchitectureList) {
  const auto model = make(small<TestType>());
  const Batch batch = eight_pairs(),
              single{part_of(batch.source, 3, 1), part_of(batch.target, 3, 1)};
  const CrossEntropy together = add_gradients(model, {batch, single}, real(0.1), 7);
  const std::vector<Tensor> added = gradients(model);
  for (Tensor parameter : model.parameters())
    parameter.zero_grad();
  const Loss first = model.loss(batch, real(0.1)), second = model.loss(single, real(0.1));
  CHECK(together.tokens == first.tokens + second.tokens);
  const Tensor loss = first.sum + second.sum;
  CHECK(together.sum == Approx(static_cast<double>(loss.item())));
  (loss / static_cast<real>(together.tokens)).backward();
  const std::vector<Tensor> expected = gradients(model);
  for (size_t i = 0; i < expected.size(); ++i)
    CHECK(difference(added[i], expected[i].shape(),
                     {expected[i].values().begin(), expected[i].values().end()}, 1e-5) == "");
}

TEMPLATE_LIST_TEST_CASE("add_gradients: the same bits for any number of threads", "[models]",
                        ArchitectureList) {
  auto options = small<TestType>();
  options.dropout = real(0.2);
  std::vector<Tensor> expected;
  for (const int count : kThreadCounts) {
    const WithThreads threads(count);
    const auto model = make(options);
    add_gradients(model, {eight_pairs(), eight_pairs()}, real(0.1), 7);
    const std::vector<Tensor> result = gradients(model);
    if (count == 1) expected = result;
    for (size_t i = 0; i < expected.size(); ++i)
      CHECK(same_bits(result[i], expected[i]));
  }
}

TEST_CASE("add_gradients: the parts of a batch and the batches draw different numbers",
          "[models]") {
  auto options = small<RnnTranslatorOptions>();
  options.dropout = real(0.5);
  const auto model = make(options);
  const Sentences twin = pad({{5, 6, 7}, {5, 6, 7}});  // a sentence for each part
  const auto sum = [&](const std::vector<Batch>& batches) {
    return add_gradients(model, batches, 0, 7).sum;
  };
  const Batch single{part_of(twin, 0, 1), part_of(twin, 0, 1)};
  CHECK(sum({{twin, twin}}) != 2 * sum({single}));
  CHECK(sum({single, single}) != 2 * sum({single}));
}

TEST_CASE("add_gradients: a batch needs as many sources as targets", "[models]") {
  const auto model = make(small<RnnTranslatorOptions>());
  CHECK_THROWS_WITH(add_gradients(model, {{pad({{5}, {6}}), pad({{5}})}}, 0, 7),
                    "add_gradients: source and target need the same number of sentences, at least "
                    "one: source has 2, target has 1");
}
