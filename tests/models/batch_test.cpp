#include "models/batch.h"

#include "tests/support/catch.h"

using namespace gloss::models;

using Ids = std::vector<int32_t>;

TEST_CASE("pad: sentences end with kEos and are filled up to the longest", "[models]") {
  const Sentences padded = pad({{5, 6}, {}, {7, 8, 9}});
  CHECK(padded.rows == 3);
  CHECK(padded.time == 4);
  CHECK(padded.lengths == Ids{3, 1, 4});
  CHECK(padded.ids == Ids{5, 6, kEos, kPad, kEos, kPad, kPad, kPad, 7, 8, 9, kEos});
}

TEST_CASE("pad: no sentences make an empty batch", "[models]") {
  const Sentences padded = pad({});
  CHECK(padded.rows == 0);
  CHECK(padded.time == 0);
  CHECK(padded.ids.empty());
  CHECK(padded.lengths.empty());
  CHECK(time_major(padded).empty());
}

TEST_CASE("time_major: a step's tokens stand together", "[models]") {
  CHECK(time_major(pad({{5, 6}, {7}})) == Ids{5, 7, 6, kEos, kEos, kPad});
}
