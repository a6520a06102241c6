#include "core/kernels/matmul.h"

#include <cmath>
#include <cstring>
#include <vector>

#include "apps/plain/matmul.h"
#include "core/random.h"
#include "tests/support/catch.h"

using gloss::real;
using gloss::Rng;
using gloss::kernels::matmul;
using gloss::kernels::matmul_packed;
using gloss::kernels::Matrix;

namespace {

using Numbers = std::vector<real>;

Numbers random(int64_t n, uint64_t seed) {
  Numbers x(static_cast<size_t>(n));
  Rng rng{.seed = seed};
  fill_uniform(x.data(), n, -1, 1, rng);
  return x;
}

// The numbers of a matrix [rows, cols], row by row.
std::vector<double> numbers(const Matrix& m, int64_t rows, int64_t cols) {
  std::vector<double> x;
  for (int64_t i = 0; i < rows; ++i)
    for (int64_t j = 0; j < cols; ++j)
      x.push_back(m.data[m.transposed ? j * m.stride + i : i * m.stride + j]);
  return x;
}

std::vector<double> magnitudes(std::vector<double> x) {
  for (double& element : x)
    element = std::abs(element);
  return x;
}

// The largest error of C - before against the plain product in double, in units of the error bound
// k 2^-24 sum |a b| that any order of summing in float keeps.
double worst_error(const Matrix& a, const Matrix& b, const Numbers& c, const Numbers& before,
                   int64_t c_stride, int64_t m, int64_t n, int64_t k) {
  const std::vector<double> x = numbers(a, m, k), y = numbers(b, k, n);
  const auto rows = static_cast<size_t>(m), cols = static_cast<size_t>(n);
  const auto sums = plain::matmul(x, y, rows, cols, static_cast<size_t>(k));
  const auto sizes =
      plain::matmul(magnitudes(x), magnitudes(y), rows, cols, static_cast<size_t>(k));
  double worst = 0;
  for (size_t i = 0; i < sums.size(); ++i) {
    const size_t at = i / cols * static_cast<size_t>(c_stride) + i % cols;
    const double start = before.empty() ? 0 : before[at];
    const double bound = static_cast<double>(k + 1) * 0x1p-24 * (sizes[i] + std::abs(start));
    worst = std::max(worst, std::abs(c[at] - (start + sums[i])) / bound);
  }
  return worst;
}

// Multiplies with operands and result inside wider matrices, whose margins must stay untouched.
double strided_error(int64_t m, int64_t n, int64_t k, bool transpose_a, bool transpose_b,
                     bool accumulate) {
  const int64_t a_stride = (transpose_a ? m : k) + 3, b_stride = (transpose_b ? k : n) + 5;
  const int64_t c_stride = n + 2;
  const Numbers a = random((transpose_a ? k : m) * a_stride, 1);
  const Numbers b = random((transpose_b ? n : k) * b_stride, 2);
  const Numbers before = random(m * c_stride, 3);
  Numbers c = before;
  const Matrix left{a.data(), a_stride, transpose_a}, right{b.data(), b_stride, transpose_b};
  matmul({.a = left,
          .b = right,
          .c = {c.data(), c_stride},
          .m = m,
          .n = n,
          .k = k,
          .accumulate = accumulate});
  bool margins = true;
  for (int64_t i = 0; i < m; ++i)
    for (int64_t j = n; j < c_stride; ++j) {
      const auto at = static_cast<size_t>(i * c_stride + j);
      margins = margins && c[at] == before[at];
    }
  CHECK(margins);
  return worst_error(left, right, c, accumulate ? before : Numbers{}, c_stride, m, n, k);
}

// C for plain operands of the given sizes.
Numbers product(const Numbers& a, const Numbers& b, int64_t m, int64_t n, int64_t k) {
  Numbers c(static_cast<size_t>(m * n));
  matmul({.a = {a.data(), k}, .b = {b.data(), n}, .c = {c.data(), n}, .m = m, .n = n, .k = k});
  return c;
}

}  // namespace

TEST_CASE("matmul kernel: agrees with a sum in double around the edges of its blocks", "[core]") {
  // Blocks are 14 or 6 rows by two vectors (32, 16 or 8 columns), and kDepth is 384.
  for (const int64_t m : {1, 6, 7, 13, 14, 15})
    for (const int64_t n : {1, 8, 9, 16, 31, 32, 33})
      for (const int64_t k : {1, 17, 383, 384, 385}) {
        CAPTURE(m, n, k);
        CHECK(strided_error(m, n, k, false, false, false) < 1);
      }
}

TEST_CASE("matmul kernel: all transposes, with and without adding to C", "[core]") {
  for (const bool transpose_a : {false, true})
    for (const bool transpose_b : {false, true})
      for (const bool accumulate : {false, true})
        for (const int64_t size : {1, 13, 14, 15, 31, 32, 33}) {
          CAPTURE(transpose_a, transpose_b, accumulate, size);
          CHECK(strided_error(size, 33, 17, transpose_a, transpose_b, accumulate) < 1);
          CHECK(strided_error(15, size, 5, transpose_a, transpose_b, accumulate) < 1);
          CHECK(strided_error(size, 150, 1, transpose_a, transpose_b, accumulate) < 1);
          CHECK(strided_error(3, 5, 370 + size, transpose_a, transpose_b, accumulate) < 1);
        }
}

TEST_CASE("matmul kernel: several panels of rows and columns, several depths", "[core]") {
  CHECK(strided_error(131, 300, 800, false, true, true) < 1);
  CHECK(strided_error(300, 131, 769, true, false, false) < 1);
}

TEST_CASE("matmul kernel: overwriting does not read C", "[core]") {
  Numbers c(4, std::nanf(""));
  const Numbers a{1, 2, 3, 4}, b{1, 0, 0, 1};
  const Matrix left{a.data(), 2}, right{b.data(), 2};
  const gloss::kernels::OutputMatrix out{c.data(), 2};
  matmul({.a = left, .b = right, .c = out, .m = 2, .n = 2, .k = 2});
  CHECK(c == a);
  matmul({.a = left, .b = right, .c = out, .m = 2, .n = 2, .k = 0, .accumulate = true});
  CHECK(c == a);
  matmul({.a = left, .b = right, .c = out, .m = 2, .n = 2, .k = 0});
  CHECK(c == Numbers{0, 0, 0, 0});
  matmul({.a = left, .b = right, .c = out, .m = 0, .n = 2, .k = 2});
  CHECK(c == Numbers{0, 0, 0, 0});
}

TEST_CASE("matmul kernel: zeros that pad a panel keep infinities out", "[core]") {
  const Numbers a{INFINITY, 1}, b{1, 2, 3, 4, 5, 6};
  Numbers c(3);
  matmul({.a = {a.data(), 2}, .b = {b.data(), 3}, .c = {c.data(), 3}, .m = 1, .n = 3, .k = 2});
  CHECK(c == Numbers{INFINITY, INFINITY, INFINITY});
}

TEST_CASE("matmul kernel: an element is the same bits however many rows there are", "[core]") {
  constexpr int64_t k = 390, n = 40;
  const Numbers a = random(100 * k, 1), b = random(k * n, 2);
  const Numbers all = product(a, b, 100, n, k);
  for (const int64_t m : {1, 2, 5, 13, 14, 15, 29, 99}) {
    const Numbers some = product(a, b, m, n, k);
    CHECK(std::memcmp(some.data(), all.data(), some.size() * sizeof(real)) == 0);
  }
}

TEST_CASE("matmul kernel: an element is the same bits wherever its row stands", "[core]") {
  constexpr int64_t k = 390, n = 40;
  const Numbers a = random(100 * k, 1), b = random(k * n, 2);
  const Numbers all = product(a, b, 100, n, k);
  for (int64_t row = 0; row < 100; row += 3) {
    const Numbers alone = product({a.begin() + row * k, a.begin() + (row + 1) * k}, b, 1, n, k);
    CHECK(std::memcmp(alone.data(), all.data() + row * n, n * sizeof(real)) == 0);
  }
}

TEST_CASE("matmul kernel: an element is the same bits however many columns there are", "[core]") {
  constexpr int64_t k = 390, n = 100, m = 20;
  const Numbers a = random(m * k, 1), b = random(k * n, 2);
  const Numbers all = product(a, b, m, n, k);
  for (const int64_t width : {1, 5, 15, 16, 17, 31, 32, 33, 99})
    for (const int64_t left : {int64_t{0}, n - width}) {
      Numbers some(static_cast<size_t>(m * width));
      matmul({.a = {a.data(), k},
              .b = {b.data() + left, n},
              .c = {some.data(), width},
              .m = m,
              .n = width,
              .k = k});
      bool same = true;
      for (int64_t i = 0; i < m; ++i)
        same = same && std::memcmp(some.data() + i * width, all.data() + i * n + left,
                                   static_cast<size_t>(width) * sizeof(real)) == 0;
      CHECK(same);
    }
}

TEST_CASE("matmul kernel: a transposed operand gives the same bits as a copy of it", "[core]") {
  constexpr int64_t m = 17, n = 35, k = 390;
  const Numbers a = random(m * k, 1), b = random(k * n, 2);
  Numbers at(a.size()), bt(b.size()), c(static_cast<size_t>(m * n));
  for (int64_t p = 0; p < k; ++p) {
    for (int64_t i = 0; i < m; ++i)
      at[static_cast<size_t>(p * m + i)] = a[static_cast<size_t>(i * k + p)];
    for (int64_t j = 0; j < n; ++j)
      bt[static_cast<size_t>(j * k + p)] = b[static_cast<size_t>(p * n + j)];
  }
  matmul({.a = {at.data(), m, true},
          .b = {bt.data(), k, true},
          .c = {c.data(), n},
          .m = m,
          .n = n,
          .k = k});
  CHECK(c == product(a, b, m, n, k));
}

TEST_CASE("matmul kernel: a batch is the products one by one, operands shared or not", "[core]") {
  constexpr int64_t m = 5, n = 7, k = 3, count = 11;
  const Numbers a = random(count * m * k, 1), b = random(count * k * n, 2);
  for (const int64_t a_step : {int64_t{0}, m * k})
    for (const int64_t b_step : {int64_t{0}, k * n}) {
      Numbers c(static_cast<size_t>(count * m * n)), expected(c.size());
      const gloss::kernels::Product one{
          .a = {a.data(), k}, .b = {b.data(), n}, .c = {c.data(), n}, .m = m, .n = n, .k = k};
      gloss::kernels::Product all = one;
      all.batch = {count, a_step, b_step, m * n};
      matmul(all);
      for (int64_t i = 0; i < count; ++i) {
        gloss::kernels::Product product = one;
        product.a.data += i * a_step;
        product.b.data += i * b_step;
        product.c.data = expected.data() + i * m * n;
        matmul(product);
      }
      CHECK(c == expected);
    }
}

TEST_CASE("matmul kernel: a packed matrix gives the same bits as a plain one", "[core]") {
  constexpr int64_t n = 70, k = 390;
  const Numbers a = random(40 * k, 1), b = random(k * n, 2), bias = random(n, 3);
  for (const bool transposed : {false, true}) {
    const Matrix right{b.data(), transposed ? k : n, transposed};
    const gloss::kernels::PackedMatrix packed(right, k, n);
    for (const int64_t m : {0, 1, 13, 14, 15, 40})
      for (const real* start : {static_cast<const real*>(nullptr), bias.data()}) {
        Numbers c(static_cast<size_t>(m * n), -1), expected(c.size(), -2);
        matmul_packed({.a = {a.data(), k}, .b = packed, .c = {c.data(), n}, .m = m, .bias = start});
        matmul({.a = {a.data(), k},
                .b = right,
                .c = {expected.data(), n},
                .m = m,
                .n = n,
                .k = k,
                .bias = start});
        CHECK(c == expected);
      }
  }
}

TEST_CASE("matmul kernel: a column times a row is the same bits as by panels", "[core]") {
  constexpr int64_t n = 297;
  const Numbers a = random(40, 1), b = random(n, 2), before = random(40 * n, 3);
  const gloss::kernels::PackedMatrix packed({b.data(), n}, 1, n);
  for (const bool accumulate : {false, true})
    for (const int64_t m : {1, 15, 40}) {
      Numbers c = before, expected = before;
      const Matrix column{a.data(), 1};
      matmul({.a = column,
              .b = {b.data(), n},
              .c = {c.data(), n},
              .m = m,
              .n = n,
              .k = 1,
              .accumulate = accumulate});
      matmul_packed(
          {.a = column, .b = packed, .c = {expected.data(), n}, .m = m, .accumulate = accumulate});
      CHECK(c == expected);
    }
}

TEST_CASE("matmul kernel: a bias is what every row starts from", "[core]") {
  constexpr int64_t n = 37;
  const Numbers bias = random(n, 3);
  for (const int64_t m : {1, 5, 20})
    for (const int64_t k : {0, 1, 3, 400}) {
      const Numbers a = random(m * k, 1), b = random(k * n, 2);
      Numbers c(static_cast<size_t>(m * n)), expected;
      for (int64_t i = 0; i < m; ++i)
        expected.insert(expected.end(), bias.begin(), bias.end());
      matmul({.a = {a.data(), k},
              .b = {b.data(), n},
              .c = {c.data(), n},
              .m = m,
              .n = n,
              .k = k,
              .bias = bias.data()});
      matmul({.a = {a.data(), k},
              .b = {b.data(), n},
              .c = {expected.data(), n},
              .m = m,
              .n = n,
              .k = k,
              .accumulate = true});
      CHECK(c == expected);
    }
}

TEST_CASE("multiply_adds: a product adds m n k for each product of its batch", "[core]") {
  const Numbers a = random(2 * 3 * 5, 1), b = random(2 * 5 * 7, 2);
  Numbers c(2 * 3 * 7);
  const int64_t before = gloss::kernels::multiply_adds();
  matmul({.a = {a.data(), 5},
          .b = {b.data(), 7},
          .c = {c.data(), 7},
          .m = 3,
          .n = 7,
          .k = 5,
          .batch = {2, 3 * 5, 5 * 7, 3 * 7}});
  CHECK(gloss::kernels::multiply_adds() - before == 2 * 3 * 7 * 5);
  const gloss::kernels::PackedMatrix packed({b.data(), 7}, 5, 7);
  matmul_packed({.a = {a.data(), 5}, .b = packed, .c = {c.data(), 7}, .m = 3});
  CHECK(gloss::kernels::multiply_adds() - before == 3 * 3 * 7 * 5);
}
