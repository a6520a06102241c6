#include <stdexcept>

#include "core/allocator.h"
#include "models/search.h"
#include "tests/models/small_translator.h"
#include "tests/support/catch.h"

using namespace gloss;
using namespace gloss::models;

TEST_CASE("memory: a training step frees all that it allocates", "[models]") {
  RnnTranslator model = make(small_options());
  const Batch batch = eight_pairs();
  model.loss(batch, 0).sum.backward();  // from here on every parameter holds a gradient
  const int64_t before = allocator::live();
  for (int i = 0; i < 3; ++i)
    model.loss(batch, 0).sum.backward();
  CHECK(allocator::live() == before);
  { const Loss unused = model.loss(batch, 0); }
  CHECK(allocator::live() == before);
}

TEST_CASE("memory: a training and a search free all that they allocate", "[models]") {
  const int64_t before = allocator::live();
  {
    RnnTranslator model = make(small_options());
    train_on(model, eight_pairs(), 3, 0.01);
    model.eval();
    search(model, pad(eight_sources()), {});
  }
  CHECK(allocator::live() == before);
}

TEST_CASE("memory: a forward pass that ends with an exception frees all that it allocated",
          "[models]") {
  const RnnTranslator model = make(small_options());
  const Batch batch = eight_pairs();
  const int64_t before = allocator::live();
  Batch wrong = batch;
  wrong.target.ids[5] = 12;  // beyond the vocabulary
  CHECK_THROWS_AS(model.loss(wrong, 0), std::invalid_argument);
  CHECK(allocator::live() == before);
  wrong = batch;
  wrong.source.ids[5] = 12;
  CHECK_THROWS_AS(model.loss(wrong, 0), std::invalid_argument);
  CHECK(allocator::live() == before);
}
