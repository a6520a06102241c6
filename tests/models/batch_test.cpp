#include "models/batch.h"

#include "tests/support/catch.h"

using namespace gloss::models;

using Ids = std::vector<int32_t>;

TEST_CASE("pad: sentences end with kEos and are padded to the longest", "[models]") {
  const Sentences padded = pad({{5, 6}, {}, {7, 8, 9}});
  CHECK(padded.rows == 3);
  CHECK(padded.time == 4);
  CHECK(padded.lengths == Ids{3, 1, 4});
  CHECK(padded.ids == Ids{5, 6, kEos, kPad, kEos, kPad, kPad, kPad, 7, 8, 9, kEos});
}

TEST_CASE("token_count: padding is not counted", "[models]") {
  CHECK(token_count(pad({{5, 6}, {}, {7, 8, 9}})) == 3 + 1 + 4);
  CHECK(token_count(pad({})) == 0);
}

TEST_CASE("decoder_input: each row is moved one place to the right behind kBos", "[models]") {
  const Sentences input = decoder_input(pad({{5, 6}, {}, {7, 8, 9}}));
  CHECK(input.ids == Ids{kBos, 5, 6, kEos, kBos, kEos, kPad, kPad, kBos, 7, 8, 9});
  CHECK(input.time == 4);
  CHECK(input.lengths == Ids{3, 1, 4});
}

TEST_CASE("check_pairs: a batch needs one target for each source, and at least one", "[models]") {
  CHECK_NOTHROW(check_pairs("model", {pad({{4}}), pad({{5}})}));
  CHECK_THROWS_WITH(check_pairs("model", {pad({{4}, {5}}), pad({{4}})}),
                    "model: source and target need the same number of sentences, at least one: "
                    "source has 2, target has 1");
  CHECK_THROWS_WITH(check_pairs("model", {pad({}), pad({})}),
                    "model: source and target need the same number of sentences, at least one: "
                    "source has 0, target has 0");
}

TEST_CASE("pad: no sentences make an empty batch", "[models]") {
  const Sentences padded = pad({});
  CHECK(padded.rows == 0);
  CHECK(padded.time == 0);
  CHECK(padded.ids.empty());
  CHECK(padded.lengths.empty());
  CHECK(time_major(padded).empty());
}

TEST_CASE("time_major: the tokens of a step are contiguous", "[models]") {
  CHECK(time_major(pad({{5, 6}, {7}})) == Ids{5, 7, 6, kEos, kEos, kPad});
}
