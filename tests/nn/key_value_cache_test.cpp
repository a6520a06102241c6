#include "nn/key_value_cache.h"

#include <vector>

#include "tests/support/catch.h"

using namespace gloss;

TEST_CASE("key_value_cache: gathering rows changes the table and copies no keys", "[nn]") {
  using Ids = std::vector<int32_t>;
  const Tensor first(Shape{3, 1, 4}), second(Shape{3, 1, 4}), third(Shape{2, 1, 4});
  nn::KeyValueCache cache;
  cache.append(first);
  cache.append(second);
  CHECK(cache.origins == Ids{0, 0, 1, 1, 2, 2});
  nn::KeyValueCache gathered = cache.gather(Ids{2, 1});
  gathered.append(third);
  CHECK(gathered.origins == Ids{2, 2, 0, 1, 1, 1});
  CHECK(gathered.positions[0].data() == first.data());
  CHECK(gathered.positions[2].data() == third.data());
  CHECK(cache.positions.size() == 2);  // a value of its own
  CHECK_THROWS_WITH(cache.append(third),
                    "key_value_cache: there are 2 rows to append, and 6 origins at 2 positions");
}
