#include "apps/translate/cli/nearest_name.h"

#include "tests/support/catch.h"

using namespace gloss::translate;

TEST_CASE("nearest name: the distance counts single edits", "[apps]") {
  CHECK(edit_distance("", "") == 0);
  CHECK(edit_distance("seed", "") == 4);
  CHECK(edit_distance("", "seed") == 4);
  CHECK(edit_distance("kitten", "sitting") == 3);
  CHECK(edit_distance("sede", "seed") == 1);  // neighbours swapped
  CHECK(edit_distance("ca", "abc") == 3);     // a swapped pair is not edited again
}

TEST_CASE("nearest name: a typing error finds its name, anything else does not", "[apps]") {
  const std::vector<std::string> names = {"train", "translate", "score", "evaluate"};
  CHECK(nearest_name("trian", names) == "train");
  CHECK(nearest_name("tranlsate", names) == "translate");
  CHECK(nearest_name("eval", names) == "evaluate");
  CHECK(nearest_name("store", names) == "score");
  CHECK(nearest_name("epochs", {"max-length", "after-epochs"}) == "after-epochs");
  CHECK(nearest_name("ength", {"max-length"}).empty());
  CHECK(nearest_name("len", {"silent-length"}) == "silent-length");  // the second "len"
  CHECK(nearest_name("weather", names).empty());
  CHECK(nearest_name("x", names).empty());
  CHECK(nearest_name("", names).empty());
  CHECK(nearest_name("train", {}).empty());
}

TEST_CASE("nearest name: the nearest one wins, then the first", "[apps]") {
  CHECK(nearest_name("dim-emd", {"dim-end", "dim-emb", "dim-emdd"}) == "dim-end");
  CHECK(nearest_name("model", {"models", "model"}) == "model");
}
