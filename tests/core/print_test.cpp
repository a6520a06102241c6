#include <limits>
#include <numeric>
#include <sstream>
#include <string>

#include "core/tensor.h"
#include "tests/support/catch.h"

using gloss::real;
using gloss::Shape;
using gloss::Tensor;

namespace {

std::string text(const Tensor& x) {
  std::ostringstream out;
  out << x;
  return out.str();
}

Tensor counting(const Shape& shape) {
  Tensor x(shape);
  std::iota(x.values().begin(), x.values().end(), real(0));
  return x;
}

}  // namespace

TEST_CASE("print: a scalar is a number and a vector a list", "[core]") {
  CHECK(text(Tensor::scalar(2.5)) == "2.5");
  CHECK(text(Tensor::from({3}, {1, 2, 3})) == "[1, 2, 3]");
  CHECK(text(Tensor::zeros({0})) == "[]");
  CHECK(text(Tensor()) == "(no tensor)");
}

TEST_CASE("print: numbers have four significant digits and the same width", "[core]") {
  CHECK(text(Tensor::from({3}, {1.5, -10, 1000})) == "[ 1.5,  -10, 1000]");
  CHECK(text(Tensor::from({2}, {real(3.14159265), real(1e-7)})) == "[3.142, 1e-07]");
  constexpr real kInfinity = std::numeric_limits<real>::infinity();
  CHECK(text(Tensor::from({3}, {-kInfinity, kInfinity, 0})) == "[-inf,  inf,    0]");
}

// The layout is that of print(np.arange(n).reshape(shape)), with commas.
TEST_CASE("print: rows are on lines of their own, with one more blank line for each outer axis",
          "[core]") {
  CHECK(text(counting({2, 3})) == "[[0, 1, 2],\n [3, 4, 5]]");
  CHECK(text(counting({2, 2, 2})) ==
        "[[[0, 1],\n"
        "  [2, 3]],\n"
        "\n"
        " [[4, 5],\n"
        "  [6, 7]]]");
  CHECK(text(counting({2, 2, 1, 2})) ==
        "[[[[0, 1]],\n"
        "\n"
        "  [[2, 3]]],\n"
        "\n"
        "\n"
        " [[[4, 5]],\n"
        "\n"
        "  [[6, 7]]]]");
}

TEST_CASE("print: of more than 1000 elements only the ends of long axes are shown", "[core]") {
  CHECK(text(counting({1001})) == "[   0,    1,    2, ...,  998,  999, 1000]");
  CHECK(text(counting({40, 30})) ==
        "[[   0,    1,    2, ...,   27,   28,   29],\n"
        " [  30,   31,   32, ...,   57,   58,   59],\n"
        " [  60,   61,   62, ...,   87,   88,   89],\n"
        " ...,\n"
        " [1110, 1111, 1112, ..., 1137, 1138, 1139],\n"
        " [1140, 1141, 1142, ..., 1167, 1168, 1169],\n"
        " [1170, 1171, 1172, ..., 1197, 1198, 1199]]");
  CHECK(text(counting({2, 501})) ==  // the short axis is shown whole
        "[[   0,    1,    2, ...,  498,  499,  500],\n"
        " [ 501,  502,  503, ...,  999, 1000, 1001]]");
}

TEST_CASE("print: all of 1000 elements are shown", "[core]") {
  const std::string all = text(counting({1000}));
  CHECK(all.find("...") == std::string::npos);
  CHECK(all.find("500") != std::string::npos);
}
