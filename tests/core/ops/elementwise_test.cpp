#include <functional>
#include <limits>
#include <stdexcept>
#include <vector>

#include "core/ops.h"
#include "tests/core/compare.h"
#include "tests/support/catch.h"

using gloss::difference;
using gloss::real;
using gloss::Rng;
using gloss::Shape;
using gloss::Tensor;

namespace {

constexpr real kInfinity = std::numeric_limits<real>::infinity();
constexpr real kNan = std::numeric_limits<real>::quiet_NaN();

Tensor parameter(const Shape& shape, std::initializer_list<real> values) {
  Tensor x = Tensor::from(shape, values);
  x.set_requires_grad();
  return x;
}

// The flat index in an operand of the element that meets element `flat` of the result.
int64_t counterpart(const Shape& operand, const Shape& result, int64_t flat) {
  int64_t at = 0, step = 1;
  for (int back = 1; back <= result.rank(); ++back) {
    const int64_t i = flat % result[-back];
    flat /= result[-back];
    if (back > operand.rank()) continue;
    if (operand[-back] != 1) at += i * step;
    step *= operand[-back];
  }
  return at;
}

}  // namespace

TEST_CASE("elementwise: arithmetic on equal shapes", "[core]") {
  const Tensor a = Tensor::from({3}, {1, -2, 3}), b = Tensor::from({3}, {4, 5, -6});
  CHECK(difference(a + b, {3}, {5, 3, -3}) == "");
  CHECK(difference(a - b, {3}, {-3, -7, 9}) == "");
  CHECK(difference(a * b, {3}, {4, -10, -18}) == "");
  CHECK(difference(a / b, {3}, {0.25, -0.4, -0.5}) == "");
  CHECK(difference(-a, {3}, {-1, 2, -3}) == "");
  CHECK(difference(minimum(a, b), {3}, {1, -2, -6}) == "");
  CHECK(difference(maximum(a, b), {3}, {4, 5, 3}) == "");
}

TEST_CASE("elementwise: arithmetic with a number on either side", "[core]") {
  const Tensor x = parameter({2}, {1, -4});
  CHECK(difference(x + 2, {2}, {3, -2}) == "");
  CHECK(difference(2 + x, {2}, {3, -2}) == "");
  CHECK(difference(x - 2, {2}, {-1, -6}) == "");
  CHECK(difference(2 - x, {2}, {1, 6}) == "");
  CHECK(difference(x * 2, {2}, {2, -8}) == "");
  CHECK(difference(2 * x, {2}, {2, -8}) == "");
  CHECK(difference(x / 2, {2}, {0.5, -2}) == "");
  CHECK(difference(2 / x, {2}, {2, -0.5}) == "");
  sum(2 / x + (3 - x) + (x - 3) * 5 + x / 4).backward();
  CHECK(difference(x.grad(), {2}, {-2 - 1 + 5 + 0.25, -0.125 - 1 + 5 + 0.25}) == "");
}

TEST_CASE("elementwise: broadcasting agrees with a loop over indices", "[core]") {
  struct Row {
    Shape a, b;
  };
  const std::function<Tensor(const Tensor&, const Tensor&)> ops[] = {
      [](const Tensor& a, const Tensor& b) { return a + b; },
      [](const Tensor& a, const Tensor& b) { return a - b; },
      [](const Tensor& a, const Tensor& b) { return a * b; }};
  Rng rng;
  for (const Row& row : {Row{{}, {}},
                         {{}, {2, 3}},
                         {{1}, {3}},
                         {{1, 1, 1}, {2}},
                         {{3, 1}, {1, 5}},
                         {{3, 1}, {5}},
                         {{2, 1, 7}, {3, 1}},
                         {{2, 3, 5}, {5}},
                         {{2, 3, 5}, {3, 1}},
                         {{2, 3, 5}, {2, 1, 1}},
                         {{2, 3, 5}, {2, 1, 5}},
                         {{2, 1, 5, 1}, {3, 1, 7}},
                         {{1, 3, 1, 7}, {2, 1, 5, 1}},
                         {{2, 3, 1, 7}, {2, 3, 5, 1}},
                         {{2, 3, 5, 7}, {2, 1, 1, 7}},
                         {{2, 3, 5, 7}, {1, 3, 5, 1}},
                         {{0, 3}, {3}},
                         {{2, 0}, {2, 1}}}) {
    for (const bool swapped : {false, true}) {
      Tensor a = Tensor::uniform(swapped ? row.b : row.a, -1, 1, rng);
      Tensor b = Tensor::uniform(swapped ? row.a : row.b, -1, 1, rng);
      a.set_requires_grad();
      b.set_requires_grad();
      for (size_t op = 0; op < 3; ++op) {
        const Tensor y = ops[op](a, b);
        CAPTURE(a.shape(), b.shape(), op);
        REQUIRE(y.shape() == gloss::broadcast("", a.shape(), b.shape()));
        const Tensor seed = Tensor::uniform(y.shape(), -1, 1, rng);
        std::vector<double> values, da(static_cast<size_t>(a.size())),
            db(static_cast<size_t>(b.size()));
        for (int64_t i = 0; i < y.size(); ++i) {
          const int64_t j = counterpart(a.shape(), y.shape(), i);
          const int64_t k = counterpart(b.shape(), y.shape(), i);
          const double u = a.data()[j], v = b.data()[k], d = seed.data()[i];
          values.push_back(op == 0 ? u + v : op == 1 ? u - v : u * v);
          da[static_cast<size_t>(j)] += op == 2 ? v * d : d;
          db[static_cast<size_t>(k)] += op == 2 ? u * d : op == 1 ? -d : d;
        }
        CHECK(difference(y, y.shape(), values) == "");
        a.zero_grad();
        b.zero_grad();
        y.backward(seed);
        CHECK(difference(a.grad(), a.shape(), da, 1e-5) == "");
        CHECK(difference(b.grad(), b.shape(), db, 1e-5) == "");
      }
    }
  }
}

TEST_CASE("elementwise: division broadcasts too", "[core]") {
  const Tensor a = parameter({2, 1}, {1, 2}), b = parameter({2}, {2, 4});
  const Tensor y = a / b;
  CHECK(difference(y, {2, 2}, {0.5, 0.25, 1, 0.5}) == "");
  sum(y).backward();
  CHECK(difference(a.grad(), {2, 1}, {0.75, 0.75}) == "");
  CHECK(difference(b.grad(), {2}, {-0.75, -3.0 / 16}) == "");
}

TEST_CASE("elementwise: the gradient of a division is finite where the square is not", "[core]") {
  const Tensor a = Tensor::from({2}, {1e-30f, 1e30f}), b = parameter({2}, {1e-25f, 1e30f});
  sum(a / b).backward();
  CHECK(b.grad().at({0}) == Approx(-1e20));
  CHECK(b.grad().at({1}) == Approx(-1e-30));
}

TEST_CASE("elementwise: one tensor on both sides gets both gradients", "[core]") {
  Tensor x = parameter({2}, {3, -5});
  sum(x / x + x * x - x).backward();
  CHECK(difference(x.grad(), {2}, {5, -11}) == "");
  x.zero_grad();
  sum(where(greater(x, Tensor::scalar(0)), x, x)).backward();
  CHECK(difference(x.grad(), {2}, {1, 1}) == "");
}

TEST_CASE("elementwise: shapes that do not broadcast are refused by name", "[core]") {
  const Tensor a = Tensor::zeros({2, 3}), b = Tensor::zeros({2});
  CHECK_THROWS_WITH(a + b, "add: shapes do not broadcast: a is [2, 3], b is [2]");
  CHECK_THROWS_WITH(a - b, "sub: shapes do not broadcast: a is [2, 3], b is [2]");
  CHECK_THROWS_WITH(a * b, "mul: shapes do not broadcast: a is [2, 3], b is [2]");
  CHECK_THROWS_WITH(a / b, "div: shapes do not broadcast: a is [2, 3], b is [2]");
  CHECK_THROWS_WITH(minimum(a, b), "minimum: shapes do not broadcast: a is [2, 3], b is [2]");
  CHECK_THROWS_WITH(maximum(a, b), "maximum: shapes do not broadcast: a is [2, 3], b is [2]");
  CHECK_THROWS_WITH(greater(a, b), "greater: shapes do not broadcast: a is [2, 3], b is [2]");
  CHECK_THROWS_WITH(equal(a, b), "equal: shapes do not broadcast: a is [2, 3], b is [2]");
  CHECK_THROWS_WITH(where(a, a, b), "where: shapes do not broadcast: a is [2, 3], b is [2]");
  CHECK_THROWS_WITH(where(b, a, a), "where: shapes do not broadcast: a is [2], b is [2, 3]");
  CHECK_THROWS_AS(a + b, std::invalid_argument);
}

// The columns: torch 1.13, the function of x = [-3, -1, -0.5, 0, 0.25, 1, 2] and the gradient of
// its sum.
TEST_CASE("elementwise: functions of one element agree with PyTorch", "[core]") {
  struct Row {
    const char* name;
    Tensor (*f)(const Tensor&);
    std::vector<double> y, dx;
  };
  const Row rows[] = {
      {"exp",
       gloss::exp,
       {0.0497870684, 0.367879441, 0.60653066, 1, 1.28402542, 2.71828183, 7.3890561},
       {0.0497870684, 0.367879441, 0.60653066, 1, 1.28402542, 2.71828183, 7.3890561}},
      {"tanh",
       gloss::tanh,
       {-0.995054754, -0.761594156, -0.462117157, 0, 0.244918662, 0.761594156, 0.96402758},
       {0.00986603717, 0.419974342, 0.786447733, 1, 0.940014849, 0.419974342, 0.0706508249}},
      {"sigmoid",
       gloss::sigmoid,
       {0.0474258732, 0.268941421, 0.377540669, 0.5, 0.562176501, 0.731058579, 0.880797078},
       {0.0451766597, 0.196611933, 0.235003712, 0.25, 0.246134083, 0.196611933, 0.104993585}},
      {"relu", gloss::relu, {0, 0, 0, 0, 0.25, 1, 2}, {0, 0, 0, 0, 1, 1, 1}},
      {"gelu",
       gloss::gelu,
       {-0.00404969409, -0.158655254, -0.154268769, 0, 0.149676581, 0.841344746, 1.95449974},
       {-0.0119456472, -0.0833154706, 0.132504875, 0.5, 0.695373355, 1.08331547, 1.0852318}},
      {"silu",
       gloss::silu,
       {-0.14227762, -0.268941421, -0.188770334, 0, 0.140544125, 0.731058579, 1.76159416},
       {-0.088104106, 0.0723294881, 0.260038813, 0.5, 0.623710022, 0.927670512, 1.09078425}},
      {"abs", gloss::abs, {3, 1, 0.5, 0, 0.25, 1, 2}, {-1, -1, -1, 0, 1, 1, 1}}};
  for (const Row& row : rows) {
    const Tensor x = parameter({7}, {-3, -1, -0.5, 0, 0.25, 1, 2});
    const Tensor y = row.f(x);
    CAPTURE(row.name);
    CHECK(difference(y, {7}, row.y) == "");
    sum(y).backward();
    CHECK(difference(x.grad(), {7}, row.dx) == "");
  }
}

// torch: f(x) and the gradient of its sum at x = [0.25, 1, 2, 9]
TEST_CASE("elementwise: functions of a positive element agree with PyTorch", "[core]") {
  const auto gradient = [](Tensor (*f)(const Tensor&), const std::vector<double>& expected) {
    const Tensor x = parameter({4}, {0.25, 1, 2, 9});
    const Tensor y = f(x);
    CHECK(difference(y, {4}, expected) == "");
    sum(y).backward();
    return x.grad();
  };
  CHECK(difference(gradient(gloss::log, {-1.38629436, 0, 0.693147181, 2.19722458}), {4},
                   {4, 1, 0.5, 0.111111111}) == "");
  CHECK(difference(gradient(gloss::sqrt, {0.5, 1, 1.41421356, 3}), {4},
                   {1, 0.5, 0.353553391, 0.166666667}) == "");
  CHECK(
      difference(gradient([](const Tensor& x) { return pow(x, 1.5); }, {0.125, 1, 2.82842712, 27}),
                 {4}, {0.75, 1.5, 2.12132034, 4.5}) == "");
  CHECK(difference(gradient([](const Tensor& x) { return pow(x, -2); }, {16, 1, 0.25, 0.012345679}),
                   {4}, {-128, -2, -0.25, -0.00274348422}) == "");
}

TEST_CASE("elementwise: infinities and NaN pass as in the functions of one number", "[core]") {
  const Tensor x = Tensor::from({3}, {-kInfinity, kInfinity, kNan});
  CHECK(difference(exp(x), {3}, {0, kInfinity, kNan}) == "");
  CHECK(difference(tanh(x), {3}, {-1, 1, kNan}) == "");
  CHECK(difference(sigmoid(x), {3}, {0, 1, kNan}) == "");
  CHECK(difference(relu(x), {3}, {0, kInfinity, kNan}) == "");
  CHECK(difference(abs(x), {3}, {kInfinity, kInfinity, kNan}) == "");
  CHECK(difference(clamp(x, -2, 2), {3}, {-2, 2, kNan}) == "");
  CHECK(difference(log(Tensor::from({2}, {0, -1})), {2}, {-kInfinity, kNan}) == "");
}

TEST_CASE("pow: the exponents 0, 1 and 2 have gradients at 0", "[core]") {
  const Tensor x = parameter({2}, {0, 3});
  const auto gradient = [&](real exponent) {
    Tensor(x).zero_grad();
    sum(pow(x, exponent) + 0 * x).backward();
    return x.grad();
  };
  CHECK(difference(gradient(0), {2}, {0, 0}) == "");
  CHECK(difference(gradient(1), {2}, {1, 1}) == "");
  CHECK(difference(gradient(2), {2}, {0, 6}) == "");
}

TEST_CASE("clamp: the gradient passes inside and at the ends", "[core]") {
  const Tensor x = parameter({5}, {-2, -1, 0, 1, 2});
  const Tensor y = clamp(x, -1, 1);
  CHECK(difference(y, {5}, {-1, -1, 0, 1, 1}) == "");
  sum(y).backward();
  CHECK(difference(x.grad(), {5}, {0, 1, 1, 1, 0}) == "");
  CHECK_THROWS_WITH(clamp(x, 2, 1),
                    "clamp: low must not exceed high: low is 2, high is 1, x is [5]");
}

TEST_CASE("minimum, maximum: where equal, a gets the gradient", "[core]") {
  const Tensor a = parameter({3}, {1, 2, 3}), b = parameter({3}, {2, 2, 2});
  sum(minimum(a, b) + 10 * maximum(a, b)).backward();
  CHECK(difference(a.grad(), {3}, {1, 11, 10}) == "");
  CHECK(difference(b.grad(), {3}, {10, 0, 1}) == "");
}

TEST_CASE("where: chooses by condition, and the gradient follows", "[core]") {
  const Tensor condition = Tensor::from({2, 1}, {1, 0});
  const Tensor a = parameter({3}, {1, 2, 3}), b = parameter({}, {-7});
  const Tensor y = where(condition, a, b);
  CHECK(difference(y, {2, 3}, {1, 2, 3, -7, -7, -7}) == "");
  y.backward(Tensor::from({2, 3}, {1, 2, 3, 4, 5, 6}));
  CHECK(difference(a.grad(), {3}, {1, 2, 3}) == "");
  CHECK(difference(b.grad(), {}, {15}) == "");
  CHECK(difference(where(Tensor::from({2}, {0.5, kNan}), Tensor::scalar(1), Tensor::scalar(2)), {2},
                   {1, 1}) == "");  // anything but 0 is true
}

TEST_CASE("greater, less, equal: give 1 or 0 and no gradient", "[core]") {
  const Tensor a = parameter({4}, {1, 2, 3, kNan}), b = parameter({}, {2});
  CHECK(difference(greater(a, b), {4}, {0, 0, 1, 0}) == "");
  CHECK(difference(less(a, b), {4}, {1, 0, 0, 0}) == "");
  CHECK(difference(equal(a, b), {4}, {0, 1, 0, 0}) == "");
  CHECK_FALSE(greater(a, b).requires_grad());
  CHECK_FALSE(less(a, b).requires_grad());
  CHECK_FALSE(equal(a, b).requires_grad());
}
