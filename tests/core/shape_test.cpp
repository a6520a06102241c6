#include "core/shape.h"

#include <sstream>
#include <stdexcept>
#include <vector>

#include "tests/support/catch.h"

using gloss::broadcast;
using gloss::Shape;

TEST_CASE("shape: a scalar has no dimensions and one element", "[core]") {
  CHECK(Shape().rank() == 0);
  CHECK(Shape().size() == 1);
  CHECK(Shape{} == Shape(std::vector<int64_t>{}));
}

TEST_CASE("shape: an axis counts from the front, and from the end if it is negative", "[core]") {
  const Shape shape{2, 3, 5};
  CHECK(shape.size() == 30);
  CHECK(shape[0] == 2);
  CHECK(shape[2] == 5);
  CHECK(shape[-1] == 5);
  CHECK(shape[-3] == 2);
  CHECK(shape.index(-2) == 1);
  CHECK(Shape{2, 0, 5}.size() == 0);
  CHECK(std::vector<int64_t>(shape.begin(), shape.end()) == std::vector<int64_t>{2, 3, 5});
}

TEST_CASE("shape: two shapes are equal if all lengths and the rank are", "[core]") {
  CHECK(Shape{2, 3} == Shape{2, 3});
  CHECK(Shape{2, 3} != Shape{3, 2});
  CHECK(Shape{2} != Shape{2, 1});
  CHECK(Shape{} != Shape{0});
  CHECK(Shape{2, 3, 5}.without(2) == Shape{2, 3});  // nothing of the third length remains
}

TEST_CASE("shape: with, without and inserted replace, remove and insert a length", "[core]") {
  const Shape shape{2, 3, 5};
  CHECK(shape.with(-1, 7) == Shape{2, 3, 7});
  CHECK(shape.without(0) == Shape{3, 5});
  CHECK(shape.without(-2) == Shape{2, 5});
  CHECK(shape.inserted(0, 1) == Shape{1, 2, 3, 5});
  CHECK(shape.inserted(3, 7) == Shape{2, 3, 5, 7});
  CHECK(Shape{}.inserted(0, 4) == Shape{4});
}

TEST_CASE("shape: an axis splits the size into outer times length times inner", "[core]") {
  const Shape shape{2, 3, 5, 7};
  CHECK(shape.outer(0) == 1);
  CHECK(shape.inner(0) == 105);
  CHECK(shape.outer(2) == 6);
  CHECK(shape.inner(2) == 7);
  CHECK(shape.outer(-1) == 30);
  CHECK(shape.inner(-1) == 1);
}

TEST_CASE("shape: broadcasting follows numpy's rule in both directions", "[core]") {
  struct Row {
    Shape a, b, result;
  };
  for (const Row& row : {Row{{}, {}, {}},
                         {{}, {2, 3}, {2, 3}},
                         {{3}, {2, 3}, {2, 3}},
                         {{3, 1}, {1, 5}, {3, 5}},
                         {{3, 1}, {5}, {3, 5}},
                         {{2, 1, 7}, {3, 1}, {2, 3, 7}},
                         {{1}, {1, 1, 1}, {1, 1, 1}},
                         {{0}, {1}, {0}},
                         {{2, 0}, {2, 1}, {2, 0}},
                         {{2, 3, 5, 7}, {3, 1, 7}, {2, 3, 5, 7}}}) {
    CHECK(broadcast("op", row.a, row.b) == row.result);
    CHECK(broadcast("op", row.b, row.a) == row.result);
  }
}

TEST_CASE("shape: a mistake is reported with the shapes involved", "[core]") {
  CHECK_THROWS_WITH(Shape({1, 2, 3, 4, 5}), "shape: at most 4 dimensions, not 5");
  CHECK_THROWS_WITH(Shape({2, -3}), "shape: a dimension cannot be negative: -3");
  const int64_t large = int64_t{1} << 32;
  CHECK(Shape({large, large >> 6}).size() == Shape::kMaxSize);
  CHECK_THROWS_WITH(Shape({large, large}), "shape: [4294967296, 4294967296] is too large");
  CHECK_THROWS_WITH(Shape({0, large, large}), "shape: [0, 4294967296, 4294967296] is too large");
  CHECK_THROWS_WITH(Shape({1 << 20, 1 << 20}).with(0, int64_t{1} << 62),
                    "shape: [4611686018427387904, 1048576] is too large");
  const Shape shape{2, 3};
  CHECK_THROWS_WITH(shape[2], "shape: no axis 2 in [2, 3]");
  CHECK_THROWS_WITH(shape[-3], "shape: no axis -3 in [2, 3]");
  CHECK_THROWS_WITH(Shape{}[0], "shape: no axis 0 in []");
  CHECK_THROWS_WITH(shape.with(2, 1), "shape: no axis 2 in [2, 3]");
  CHECK_THROWS_WITH(shape.without(-3), "shape: no axis -3 in [2, 3]");
  CHECK_THROWS_WITH(shape.outer(2), "shape: no axis 2 in [2, 3]");
  CHECK_THROWS_WITH(shape.inner(2), "shape: no axis 2 in [2, 3]");
  CHECK_THROWS_WITH(shape.inserted(3, 1), "shape: no place 3 for a new axis in [2, 3]");
  CHECK_THROWS_WITH(shape.inserted(-1, 1), "shape: no place -1 for a new axis in [2, 3]");
  CHECK_THROWS_WITH(broadcast("add", {2, 3}, {2}),
                    "add: shapes do not broadcast: a is [2, 3], b is [2]");
  CHECK_THROWS_WITH(broadcast("mul", {0}, {2}), "mul: shapes do not broadcast: a is [0], b is [2]");
  CHECK_THROWS_AS(shape[2], std::invalid_argument);
}

TEST_CASE("shape: it prints as a list in brackets", "[core]") {
  std::ostringstream out;
  out << Shape{} << Shape{7} << Shape{2, 3, 5};
  CHECK(out.str() == "[][7][2, 3, 5]");
}
