#include "tests/support/readme.h"

#include <iostream>
#include <sstream>

#include "core/ops.h"
#include "tests/support/catch.h"

using namespace gloss;

TEST_CASE("README.md: the taste of the library prints what it says", "[readme]") {
  std::ostringstream out;
  std::streambuf* const before = std::cout.rdbuf(out.rdbuf());
  // README begins
  Tensor w = Tensor::from({2, 3}, {1, 2, 3, 4, 5, 6}).set_requires_grad();
  Tensor x = Tensor::from({3, 1}, {1, 0, -1});
  Tensor y = tanh(matmul(w, x));  // [2, 1]
  Tensor loss = sum(y * y);
  loss.backward();
  std::cout << loss.item() << '\n' << w.grad() << '\n';
  // README ends
  std::cout.rdbuf(before);
  const std::string printed = out.str();
  INFO(printed);
  CHECK(read_source("README.md").find(printed) != std::string::npos);
}

TEST_CASE("README.md: it shows the taste as it is compiled here", "[readme]") {
  CHECK(readme_shows_example("README.md", "tests/readme_test.cpp"));
}
