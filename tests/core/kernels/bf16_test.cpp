#include "core/kernels/bf16.h"

#include <cmath>
#include <limits>
#include <vector>

#include "core/autograd.h"
#include "core/kernels/matmul_panels.h"
#include "core/ops.h"
#include "core/target.h"
#include "tests/core/compare.h"
#include "tests/core/with_threads.h"
#include "tests/support/catch.h"

namespace gloss::kernels {
namespace {

using Numbers = std::vector<float>;

float rounded(float x) {
  return std::bit_cast<float>(bf16_bits(x));
}

// Numbers below 2^-126 count as zeros.
float flush(float x) {
  return std::abs(x) < std::numeric_limits<float>::min() ? std::copysign(0.0f, x) : x;
}

// One lane of AVX512_BF16's VDPBF16PS (Intel's manual, volume 2): the products of the upper halves,
// then those of the lower ones, are added as by std::fma.
float dot_lane(float sum, float a, float b) {
  const auto x = std::bit_cast<uint32_t>(a), y = std::bit_cast<uint32_t>(b);
  const auto half = [](uint32_t bits) { return flush(std::bit_cast<float>(bits & 0xffff0000)); };
  sum = flush(std::fma(half(x), half(y), flush(sum)));
  return flush(std::fma(half(x << 16), half(y << 16), sum));
}

// What DotProduct is on a processor that has the instruction.
struct EmulatedDotProduct {
  static constexpr int64_t kProducts = 2;
  static constexpr bool kRoundsByInstruction = false;
  static Vector add(const Vector& sum, real a, const Vector& b) {
    Vector result;
    for (int64_t i = 0; i < kLanes; ++i)
      result[i] = dot_lane(sum[i], a, b[i]);
    return result;
  }
};
using EmulatedPairs = VectorTiles<EmulatedDotProduct, true>;
using EmulatedPairsInPanelsOfAmx = VectorTiles<EmulatedDotProduct, true, 16>;

// One element of AMX's TDPBF16PS: the products of 16 pairs are added in order, those of the lower
// and of the upper halves apart, and then both sums.
float amx_element(float sum, const float* a, const float* b, int64_t b_stride) {
  const auto upper = [](float word) {
    return std::bit_cast<float>(std::bit_cast<uint32_t>(word) & 0xffff0000);
  };
  const auto lower = [](float word) {
    return std::bit_cast<float>(std::bit_cast<uint32_t>(word) << 16);
  };
  float sums[2] = {};
  for (int64_t p = 0; p < 16; ++p) {
    const float x = a[p], y = b[p * b_stride];
    sums[0] = flush(std::fma(flush(lower(x)), flush(lower(y)), sums[0]));
    sums[1] = flush(std::fma(flush(upper(x)), flush(upper(y)), sums[1]));
  }
  return flush(sum + flush(sums[0] + sums[1]));
}

// What AmxTiles is on a processor that has AMX.
struct EmulatedAmx {
  static constexpr int64_t kRows = 32, kProducts = 2, kSteps = 16;
  static constexpr bool kRounds = true, kRoundsByInstruction = false;

  template <class A>
  void multiply(const A& a, const TileB& b, int64_t k, const Output& c, int64_t rows,
                int64_t cols) const {
    for (int64_t i = 0; i < rows; ++i)
      for (int64_t j = 0; j < cols; ++j) {
        real& to = c.data[i * c.stride + j];
        float sum = flush(c.accumulate ? to : c.bias ? c.bias[j] : 0);
        for (int64_t s = 0; s < steps<EmulatedAmx>(k); s += kSteps)
          sum = amx_element(sum, a.data + i * a.row_stride + s,
                            b.data + j / kTileCols * b.panel_stride + s * kTileCols + j % kTileCols,
                            kTileCols);
        to = sum;
      }
  }
};

Numbers random(int64_t n, uint64_t seed) {
  Numbers x(static_cast<size_t>(n));
  Rng rng{.seed = seed};
  fill_uniform(x.data(), n, -1, 1, rng);
  return x;
}

// Multiplies with this processor's tiles, or with emulated ones. Tiles of the library would give
// this file, which is hardly optimised, a second version of the library's code.
using Multiply = void (*)(const Product&);

template <class Tiles>
void emulated(const Product& p) {
  multiply_panels<Tiles>(p.a, {p.b, nullptr, p.n}, {p.c.data, p.c.stride, p.accumulate, p.bias},
                         {p.m, p.n, p.k});
}

constexpr Multiply kWays[] = {matmul, emulated<EmulatedPairs>, emulated<EmulatedPairsInPanelsOfAmx>,
                              emulated<EmulatedAmx>};

struct Sizes {
  int64_t m, n, k;
  bool transpose_a = false, transpose_b = false, accumulate = false, bias = false;
};

struct Problem {
  Sizes size;
  Numbers a, b, before, bias;

  explicit Problem(const Sizes& s)
      : size(s),
        a(random((s.transpose_a ? s.k : s.m) * a_stride(), 1)),
        b(random((s.transpose_b ? s.n : s.k) * b_stride(), 2)),
        before(random(s.m * s.n, 3)),
        bias(random(s.n, 4)) {}

  int64_t a_stride() const { return (size.transpose_a ? size.m : size.k) + 3; }
  int64_t b_stride() const { return (size.transpose_b ? size.k : size.n) + 5; }
  float at_a(int64_t i, int64_t p) const {
    return a[static_cast<size_t>(size.transpose_a ? p * a_stride() + i : i * a_stride() + p)];
  }
  float at_b(int64_t p, int64_t j) const {
    return b[static_cast<size_t>(size.transpose_b ? j * b_stride() + p : p * b_stride() + j)];
  }
  float start(int64_t i, int64_t j) const {
    return size.accumulate ? before[static_cast<size_t>(i * size.n + j)]
           : size.bias     ? bias[static_cast<size_t>(j)]
                           : 0;
  }

  // Rows [first, first + rows) of C.
  Numbers product(Multiply multiply, int64_t first, int64_t rows) const {
    Numbers c(before.begin() + first * size.n, before.begin() + (first + rows) * size.n);
    const real* const from = a.data() + (size.transpose_a ? first : first * a_stride());
    multiply({.a = {from, a_stride(), size.transpose_a},
              .b = {b.data(), b_stride(), size.transpose_b},
              .c = {c.data(), size.n},
              .m = rows,
              .n = size.n,
              .k = size.k,
              .accumulate = size.accumulate,
              .bias = size.bias ? bias.data() : nullptr,
              .operands = Operands::bf16});
    return c;
  }
  Numbers product(Multiply multiply) const { return product(multiply, 0, size.m); }

  // The largest error, in units of the bound of any order of additions, for rounded operands.
  double worst_error(const Numbers& c) const {
    double worst = 0;
    for (int64_t i = 0; i < size.m; ++i)
      for (int64_t j = 0; j < size.n; ++j) {
        double sum = start(i, j), magnitude = std::abs(sum);
        for (int64_t p = 0; p < size.k; ++p) {
          const double x = double{rounded(at_a(i, p))} * double{rounded(at_b(p, j))};
          sum += x;
          magnitude += std::abs(x);
        }
        const double bound = static_cast<double>(size.k + 1) * 0x1p-24 * magnitude;
        const double error = std::abs(double{c[static_cast<size_t>(i * size.n + j)]} - sum);
        worst = std::max(worst, error > 0 ? error / bound : 0);
      }
    return worst;
  }
};

TEST_CASE("bf16: the nearest number with 8 significant bits, ties to even", "[core]") {
  CHECK(rounded(1) == 1);
  CHECK(rounded(-0.0f) == 0);
  CHECK(std::signbit(rounded(-0.0f)));
  CHECK(rounded(1 + 0x1p-8f) == 1);            // a tie
  CHECK(rounded(1 + 0x3p-8f) == 1 + 0x1p-6f);  // a tie
  CHECK(rounded(1 + 0x1.001p-8f) == 1 + 0x1p-7f);
  CHECK(rounded(-1 - 0x1.001p-8f) == -1 - 0x1p-7f);
  CHECK(rounded(0x1.ffp0f) == 2);  // a carry into the exponent
  CHECK(rounded(0x1p-133f) == 0x1p-133f);
  CHECK(rounded(0x1p-134f) == 0);
  CHECK(rounded(std::numeric_limits<float>::max()) == INFINITY);
  CHECK(rounded(-INFINITY) == -INFINITY);
  CHECK(std::isnan(rounded(std::bit_cast<float>(0x7f800001))));
  CHECK(std::isnan(rounded(std::bit_cast<float>(0xffffffff))));
  for (uint32_t bits = 0; bits < 0x7f800000; bits += 0x10000)  // half of the distance to the next
    CHECK(bf16_bits(std::bit_cast<float>(bits | 0x8000)) == bits + (bits & 0x10000));
}

TEST_CASE("bf16: products keep the error bound of their rounded operands", "[core]") {
  for (const Multiply multiply : kWays) {
    for (const int64_t m : {1, 5, 6, 7, 13, 14, 15, 29})
      for (const int64_t n : {1, 15, 17, 33, 64})
        for (const int64_t k : {1, 2, 7, 385}) {
          const Problem p({m, n, k});
          CAPTURE(m, n, k);
          CHECK(p.worst_error(p.product(multiply)) < 1);
        }
    for (const bool transpose_a : {false, true})
      for (const bool transpose_b : {false, true})
        for (const bool accumulate : {false, true}) {
          const Problem p({30, 70, 391, transpose_a, transpose_b, accumulate, !accumulate});
          CAPTURE(transpose_a, transpose_b, accumulate);
          CHECK(p.worst_error(p.product(multiply)) < 1);
        }
    const Problem large({150, 600, 800});
    CHECK(large.worst_error(large.product(multiply)) < 1);
  }
}

TEST_CASE("bf16: a row has the same bits in any batch of rows and on any threads", "[core]") {
  for (const Multiply multiply : kWays) {
    const Problem p({100, 300, 391, false, true});
    const Numbers all = p.product(multiply);
    for (const int64_t rows : {1, 2, 13, 14, 15, 29})
      for (const int64_t first : {int64_t{0}, int64_t{7}, 100 - rows}) {
        const auto begin = all.begin() + first * 300;
        CHECK(p.product(multiply, first, rows) == Numbers(begin, begin + rows * 300));
      }
    for (const int threads : gloss::kThreadCounts) {
      const WithThreads guard(threads);
      CHECK(p.product(multiply) == all);
    }
  }
}

TEST_CASE("bf16: without an instruction for it as in single precision with rounded operands",
          "[core]") {
  const Problem p({33, 70, 391});
  Problem q = p;
  for (Numbers* x : {&q.a, &q.b})
    for (float& element : *x)
      element = rounded(element);
  const auto single = [](const Product& product) {
    Product x = product;
    x.operands = Operands::fp32;
    matmul(x);
  };
  if (Bf16Tiles::kProducts == 1) CHECK(p.product(matmul) == q.product(single));
  CHECK(p.product(single) != q.product(single));
}

TEST_CASE("bf16: the pairs of a block are added in order", "[core]") {
  for (const bool transposed : {false, true}) {
    const Problem p({15, 35, 391, transposed, transposed});
    Numbers expected;
    for (int64_t i = 0; i < 15; ++i)
      for (int64_t j = 0; j < 35; ++j) {
        float sums[2] = {};
        for (int64_t k = 0; k < 391; k += 2) {
          const auto pair = [k](auto at) {
            const uint32_t upper = k + 1 < 391 ? bf16_bits(at(k + 1)) : 0;
            return std::bit_cast<float>(upper | bf16_bits(at(k)) >> 16);
          };
          float& sum = sums[k / kDepth];
          sum = dot_lane(sum, pair([&](int64_t d) { return p.at_a(i, d); }),
                         pair([&](int64_t d) { return p.at_b(d, j); }));
        }
        expected.push_back(sums[0] + sums[1]);
      }
    CHECK(p.product(emulated<EmulatedPairs>) == expected);
    CHECK(p.product(emulated<EmulatedPairsInPanelsOfAmx>) == expected);
  }
}

TEST_CASE("bf16: the processor's instructions have the bits of the emulated ones", "[core]") {
  const Multiply oracle = bf16_is_fast() ? emulated<EmulatedAmx> : emulated<EmulatedPairs>;
  if (Bf16Tiles::kProducts == 1) return;
  for (const float scale : {1.0f, 4e-19f, 1e-20f})  // some products, or all, below 2^-126
    for (const bool transpose_a : {false, true})
      for (const bool transpose_b : {false, true})
        for (const int64_t k : {1, 31, 33, 391, 400}) {
          Problem p({45, 70, k, transpose_a, transpose_b, transpose_a, !transpose_a});
          for (Numbers* x : {&p.a, &p.b, &p.before, &p.bias})
            for (float& element : *x)
              element *= x == &p.a || x == &p.b ? scale : scale * scale;
          CAPTURE(scale, transpose_a, transpose_b, k);
          CHECK(p.product(matmul) == p.product(oracle));
        }
}

TEST_CASE("bf16: with k = 0 the product is 0, the bias or what C was", "[core]") {
  const Problem plain({3, 20, 0}), bias({3, 20, 0, false, false, false, true}),
      accumulate({3, 20, 0, false, false, true});
  CHECK(plain.product(matmul) == Numbers(60));
  CHECK(bias.worst_error(bias.product(matmul)) == 0);
  CHECK(accumulate.product(matmul) == accumulate.before);
}

TEST_CASE("bf16: a batch is the products one by one, and a packed matrix has the same bits",
          "[core]") {
  constexpr int64_t m = 17, n = 40, k = 391, count = 3;
  const Numbers a = random(count * m * k, 1), b = random(count * k * n, 2);
  const Product first{.a = {a.data(), k},
                      .b = {b.data(), n},
                      .c = {nullptr, n},
                      .m = m,
                      .n = n,
                      .k = k,
                      .operands = Operands::bf16};
  Numbers c(count * m * n), expected(c.size()), packed(c.size());
  Product all = first;
  all.batch = {count, m * k, k * n, m * n};
  all.c.data = c.data();
  matmul(all);
  for (int64_t i = 0; i < count; ++i) {
    Product one = first;
    one.a.data += i * m * k;
    one.b.data += i * k * n;
    one.c.data = expected.data() + i * m * n;
    matmul(one);
    matmul_packed({.a = one.a,
                   .b = PackedMatrix(one.b, k, n, Operands::bf16),
                   .c = {packed.data() + i * m * n, n},
                   .m = m});
  }
  CHECK(c == expected);
  CHECK(packed == expected);
}

TEST_CASE("bf16: zeros that fill a pair or a panel keep infinities out", "[core]") {
  for (const Multiply multiply : kWays) {
    Problem p({1, 3, 3});
    p.a[0] = INFINITY;
    p.b = Numbers(p.b.size(), 1);
    CHECK(p.product(multiply) == Numbers(3, INFINITY));
  }
}

// y = x W^T and its gradients for dy = y: [y, dx, dW].
std::vector<Tensor> linear_pass(Tensor x, Tensor w, Precision forward, bool constant_weights) {
  Tensor y;
  x.set_requires_grad();
  w.set_requires_grad();
  {
    const PrecisionGuard guard(forward);
    std::optional<ConstantWeightsGuard> constant;
    if (constant_weights) constant.emplace();
    y = linear(x, w);
  }
  sum(y * y.detach()).backward();
  return {y, x.grad(), w.grad()};
}

TEST_CASE("linear: has a guard's precision in its forward and its backward pass", "[core]") {
  Rng rng{.seed = 1};
  const Tensor x = Tensor::normal({20, 33}, 0, 1, rng), w = Tensor::normal({40, 33}, 0, 1, rng);
  const auto bf16 = linear_pass(x.clone(), w.clone(), Precision::bf16, false);
  const auto fp32 = linear_pass(x.clone(), w.clone(), Precision::fp32, false);
  const auto packed = linear_pass(x.clone(), w.clone(), Precision::bf16, true);
  const auto product = [](const Tensor& a, bool transpose_a, const Tensor& b, bool transpose_b) {
    const int64_t m = a.size(transpose_a ? 1 : 0), k = a.size(transpose_a ? 0 : 1);
    Tensor c({m, b.size(transpose_b ? 0 : 1)});
    matmul({.a = {a.data(), a.size(1), transpose_a},
            .b = {b.data(), b.size(1), transpose_b},
            .c = {c.data(), c.size(1)},
            .m = m,
            .n = c.size(1),
            .k = k,
            .operands = Operands::bf16});
    return c;
  };
  CHECK(same_bits(bf16[0], product(x, false, w, true)));
  CHECK(same_bits(bf16[1], product(bf16[0], false, w, false)));
  CHECK(same_bits(bf16[2], product(bf16[0], true, x, false)));
  for (size_t i = 0; i < 3; ++i) {
    CHECK(same_bits(packed[i], bf16[i]));
    CHECK(!same_bits(fp32[i], bf16[i]));
  }
}

TEST_CASE("linear_cross_entropy: has a guard's precision", "[core]") {
  Rng rng{.seed = 1};
  const Tensor x = Tensor::normal({20, 33}, 0, 1, rng), w = Tensor::normal({40, 33}, 0, 1, rng);
  const std::vector<int32_t> targets(20, 3);
  const auto pass = [&](Precision precision) {
    const PrecisionGuard guard(precision);
    Tensor features = x.clone(), weight = w.clone();
    features.set_requires_grad();
    weight.set_requires_grad();
    const Tensor loss = linear_cross_entropy(features, weight, {}, targets);
    loss.backward();
    return std::vector{loss, features.grad(), weight.grad()};
  };
  const auto fp32 = pass(Precision::fp32), bf16 = pass(Precision::bf16);
  for (size_t i = 0; i < 3; ++i) {
    const Tensor error = bf16[i] - fp32[i];
    CHECK(sum(error * error).item() > 0);
    CHECK(sum(error * error).item() < 1e-4 * sum(fp32[i] * fp32[i]).item());
  }
}

}  // namespace
}  // namespace gloss::kernels
