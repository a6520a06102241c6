#include "apps/translate/training/batching.h"

#include <algorithm>

#include "core/random.h"
#include "tests/support/catch.h"

namespace gloss::translate {
namespace {

EncodedPair pair_of(size_t source, size_t target) {
  return {std::vector<int32_t>(source, 5), std::vector<int32_t>(target, 6)};
}

// Lengths as in captions: around twelve words, the target about as long as the source.
std::vector<EncodedPair> realistic_pairs(size_t count) {
  Rng rng{.seed = 3};
  std::vector<EncodedPair> pairs;
  for (size_t i = 0; i < count; ++i) {
    const size_t source = 4 + rng.below(9) + rng.below(9);
    pairs.push_back(pair_of(source, source - 2 + rng.below(5)));
  }
  return pairs;
}

// Tokens that a side of the batch takes as a table, end marks and padding counted.
size_t table_size(const models::Sentences& side) {
  return static_cast<size_t>(side.rows * side.time);
}

TEST_CASE("batching: every pair is in exactly one batch", "[apps]") {
  const auto pairs = realistic_pairs(500);
  std::vector<size_t> seen;
  for (const auto& batch : make_batches(pairs, 200, 1)) {
    REQUIRE_FALSE(batch.empty());
    seen.insert(seen.end(), batch.begin(), batch.end());
  }
  std::ranges::sort(seen);
  REQUIRE(seen.size() == pairs.size());
  for (size_t i = 0; i < seen.size(); ++i)
    REQUIRE(seen[i] == i);
}

TEST_CASE("batching: no side outgrows the budget, padding and end marks counted", "[apps]") {
  const auto pairs = realistic_pairs(500);
  for (const auto& batch : make_batches(pairs, 200, 1)) {
    const models::Batch assembled = assemble(pairs, batch);
    CHECK(table_size(assembled.source) <= 200);
    CHECK(table_size(assembled.target) <= 200);
  }
}

TEST_CASE("batching: the budget is used to the last token", "[apps]") {
  const std::vector<EncodedPair> pairs(6, pair_of(9, 4));  // 10 tokens a row with the end mark
  CHECK(make_batches(pairs, 30, 1).size() == 2);
  CHECK(make_batches(pairs, 29, 1).size() == 3);
}

TEST_CASE("batching: a pair above the budget is a batch of its own", "[apps]") {
  const std::vector<EncodedPair> pairs = {pair_of(3, 3), pair_of(50, 3), pair_of(3, 50)};
  const auto batches = make_batches(pairs, 10, 1);
  REQUIRE(batches.size() == 3);
}

TEST_CASE("batching: no pairs make no batches", "[apps]") {
  CHECK(make_batches({}, 100, 1).empty());
}

TEST_CASE("batching: the seed decides which pairs meet and the order of batches", "[apps]") {
  const auto pairs = realistic_pairs(500);
  const auto first = make_batches(pairs, 200, 1);
  CHECK(first == make_batches(pairs, 200, 1));
  auto other = make_batches(pairs, 200, 2);
  CHECK(first != other);
  auto sorted = first;
  std::ranges::sort(sorted);
  std::ranges::sort(other);
  CHECK(sorted != other);  // other neighbours, not only another order
}

TEST_CASE("batching: batches do not come in the order of their lengths", "[apps]") {
  const auto pairs = realistic_pairs(500);
  std::vector<size_t> lengths;
  for (const auto& batch : make_batches(pairs, 200, 1))
    lengths.push_back(pairs[batch[0]].target.size());
  CHECK_FALSE(std::ranges::is_sorted(lengths));
}

TEST_CASE("batching: less than 5 % of the target is padding", "[apps]") {
  const auto pairs = realistic_pairs(5000);
  size_t table = 0, tokens = 0;
  for (const auto& batch : make_batches(pairs, 1000, 1)) {
    table += table_size(assemble(pairs, batch).target);
    for (const size_t i : batch)
      tokens += pairs[i].target.size() + 1;
  }
  CHECK(static_cast<double>(table - tokens) < 0.05 * static_cast<double>(table));
}

TEST_CASE("batching: an assembled batch holds the pairs in the order asked for", "[apps]") {
  const std::vector<EncodedPair> pairs = {{{4}, {5, 6}}, {{7, 8}, {9}}};
  const models::Batch batch = assemble(pairs, {1, 0});
  using models::kEos, models::kPad;
  CHECK(batch.source.ids == std::vector<int32_t>{7, 8, kEos, 4, kEos, kPad});
  CHECK(batch.target.ids == std::vector<int32_t>{9, kEos, kPad, 5, 6, kEos});
  CHECK(batch.target.lengths == std::vector<int32_t>{2, 3});
}

}  // namespace
}  // namespace gloss::translate
