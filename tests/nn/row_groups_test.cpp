#include "nn/row_groups.h"

#include <vector>

#include "tests/core/compare.h"
#include "tests/support/catch.h"
#include "tests/support/chirp.h"

using namespace gloss;
using nn::RowGroups;

namespace {

using Ids = std::vector<int32_t>;

}  // namespace

TEST_CASE("row_groups: a sentence with fewer rows than the others repeats its first", "[nn]") {
  const RowGroups groups("test", 4, 3, Ids{1, 2, 1});
  const Tensor rows = Tensor::from({4, 2}, {0, 1, 2, 3, 4, 5, 6, 7});
  const Tensor rectangle = groups.to_rectangle(rows);
  CHECK(same_bits(rectangle, Tensor::from({3, 2, 2}, {0, 1, 0, 1, 2, 3, 4, 5, 6, 7, 6, 7})));
  CHECK(same_bits(groups.to_rows(rectangle), rows));
}

TEST_CASE("row_groups: equally many rows share the memory of the rectangle", "[nn]") {
  const Tensor rows = chirp({4, 1, 3}, 1);
  for (const Ids& counts : {Ids{}, Ids{2, 2}}) {
    const RowGroups groups("test", 4, 2, counts);
    const Tensor rectangle = groups.to_rectangle(rows);
    CHECK(rectangle.shape() == Shape{2, 2, 3});
    CHECK(rectangle.data() == rows.data());
    CHECK(groups.to_rows(rectangle).data() == rows.data());
  }
}

TEST_CASE("row_groups: counts that do not fit are an error", "[nn]") {
  CHECK_THROWS_WITH(RowGroups("test", 3, 2, {}),
                    "test: needs the same number of rows for each sentence: there are 3 rows and 2 "
                    "sentences");
  for (const Ids& counts : {Ids{3}, Ids{3, 0}, Ids{1, 1}})
    CHECK_THROWS_WITH(RowGroups("test", 3, 2, counts),
                      "test: needs rows for each of 2 sentences, 3 in all");
}
