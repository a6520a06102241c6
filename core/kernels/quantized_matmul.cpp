#include "core/kernels/quantized_matmul.h"

#include <cmath>
#include <limits>
#include <numeric>

#include "core/kernels/loop.h"
#include "core/kernels/matmul_tile.h"
#include "core/kernels/scratch.h"

#if defined(__AVX2__) && !defined(GLOSS_DOUBLE)
#include <immintrin.h>
#endif

// The tiles of matmul_panels.h, with two differences: a step multiplies four integers and adds
// their products, and K is not cut into blocks, since integers may be added in any order.
namespace gloss::kernels {
namespace {

// A word of 32 bits holds four integers or a sum.
using Words [[gnu::vector_size(kLanes * 4)]] = int32_t;

// What one piece of work computes: the panels of W stay in the L2 cache while the rows pass.
constexpr int64_t kPiecePanels = 16, kPieceRows = 8 * kTileRows;

Words load_words(const int32_t* x) {
  Words v;
  std::memcpy(&v, x, sizeof v);
  return v;
}

int64_t ceil_div(int64_t a, int64_t b) {
  return (a + b - 1) / b;
}

// In every lane: sum + x0 w0 + x1 w1 + x2 w2 + x3 w3, bytes of x unsigned and bytes of w signed.
// As in bf16.h and amx.h these are intrinsics: no compiler makes such an instruction of a loop.
[[gnu::always_inline]] inline Words add_products(const Words& sum, const Words& x, const Words& w) {
#if defined(__AVX512VNNI__) && !defined(GLOSS_DOUBLE)
  return (Words)_mm512_dpbusd_epi32((__m512i)sum, (__m512i)x, (__m512i)w);
#elif defined(__AVX512BW__) && !defined(GLOSS_DOUBLE)
  const __m512i pairs = _mm512_maddubs_epi16((__m512i)x, (__m512i)w);
  return sum + (Words)_mm512_madd_epi16(pairs, _mm512_set1_epi16(1));
#elif defined(__AVX2__) && !defined(__AVX512F__) && !defined(GLOSS_DOUBLE)
  const __m256i pairs = _mm256_maddubs_epi16((__m256i)x, (__m256i)w);
  return sum + (Words)_mm256_madd_epi16(pairs, _mm256_set1_epi16(1));
#else
  Words total = sum;
  for (int shift = 0; shift < 32; shift += 8)
    total += (x >> shift & 255) * (w << (24 - shift) >> 24);
  return total;
#endif
}

// The smallest and the largest of k numbers and 0.
struct Range {
  real low, high;
  bool finite;
};

Range range(const real* x, int64_t k) {
  real low[kPartials] = {}, high[kPartials] = {}, zero[kPartials] = {};
  const auto add = [&](int64_t j, real v) {
    low[j] = v < low[j] ? v : low[j];
    high[j] = v > high[j] ? v : high[j];
    zero[j] += v * 0;  // NaN for an infinity or a NaN
  };
  const int64_t whole = k / kPartials * kPartials;
  for (int64_t p = 0; p < whole; p += kPartials) {
#pragma omp simd
    for (int64_t j = 0; j < kPartials; ++j)
      add(j, x[p + j]);
  }
  for (int64_t p = whole; p < k; ++p)
    add(p - whole, x[p]);
  return {std::ranges::min(low), std::ranges::max(high),
          std::ranges::all_of(zero, [](real z) { return z == 0; })};
}

// A row of k numbers as integers: q[p] = round(x[p] / scale) + zero.
struct Quantizer {
  real scale, factor;  // factor is 1 / scale, or 0 if all integers are to be 0
  int32_t zero = 0;

  // The integers span 127 for numbers that span `width`. A smaller width than 1e-36 counts as 0,
  // since its factor would be an infinity.
  Quantizer(real width, bool finite)
      : scale(finite ? width / 127 : std::numeric_limits<real>::quiet_NaN()),
        factor(finite && width > real(1e-36) ? 127 / width : 0) {}

  // Writes as many bytes as fill words of four; those past k are 0.
  template <class Byte>
  void operator()(const real* x, int64_t k, Byte* q) const {
    const int64_t used = factor == 0 ? 0 : k;
    for (int64_t p = 0; p < used; ++p)
      q[p] = static_cast<Byte>(static_cast<int32_t>(std::nearbyint(x[p] * factor)) + zero);
    std::fill(q + used, q + ceil_div(k, 4) * 4, Byte{0});
  }
};

Quantizer symmetric(const Range& r) {
  return {std::max(-r.low, r.high), r.finite};
}

Quantizer asymmetric(const Range& r) {
  Quantizer q(r.high - r.low, r.finite);
  if (q.factor != 0) q.zero = static_cast<int32_t>(std::nearbyint(-r.low * q.factor));
  return q;
}

// Some rows of X, each of `depth` words, and columns of W^T from the first of a panel on.
struct Rows {
  const int32_t* words;
  const real* scales;
  const int32_t* zeros;
  int64_t depth;
};
struct Columns {
  const int32_t* words;
  const real* scales;
  const int32_t* sums;
};

// Y[R, cols] for cols <= Vectors * kLanes.
template <int64_t R, int64_t Vectors>
void multiply_columns(const Rows& x, const Columns& w, const Output& y, int64_t cols) {
  Words sum[R][Vectors] = {};
  for (int64_t p = 0; p < x.depth; ++p) {
    Words row[Vectors];
#pragma GCC unroll 8
    for (int64_t j = 0; j < Vectors; ++j)
      row[j] = load_words(w.words + (j / 2 * x.depth + p) * kTileCols + j % 2 * kLanes);
#pragma GCC unroll 16
    for (int64_t i = 0; i < R; ++i) {
      const Words word = Words{} + x.words[i * x.depth + p];
#pragma GCC unroll 8
      for (int64_t j = 0; j < Vectors; ++j)
        sum[i][j] = add_products(sum[i][j], word, row[j]);
    }
  }
#pragma GCC unroll 16
  for (int64_t i = 0; i < R; ++i)
#pragma GCC unroll 8
    for (int64_t j = 0; j < Vectors; ++j) {
      const int64_t col = j * kLanes;
      if (col >= cols) continue;
      const Words exact = sum[i][j] - x.zeros[i] * load_words(w.sums + col);
      Vector result = x.scales[i] * load(w.scales + col) * __builtin_convertvector(exact, Vector);
      if (y.bias) result += load_part(y.bias + col, cols - col);
      store_part(y.data + i * y.stride + col, result, cols - col);
    }
}

// The same for any number of columns.
template <int64_t R>
void multiply_rows(const Rows& x, const Columns& w, const Output& y, int64_t cols) {
  constexpr int64_t wide = tile_vectors(R);
  const auto at = [&](int64_t col) {
    return Columns{w.words + col * x.depth, w.scales + col, w.sums + col};
  };
  int64_t col = 0;
  for (; cols - col > (wide - 2) * kLanes; col += wide * kLanes)
    multiply_columns<R, wide>(x, at(col), y.at(0, col), std::min(cols - col, wide * kLanes));
  for (; col < cols; col += kTileCols)
    multiply_columns<R, 2>(x, at(col), y.at(0, col), std::min(cols - col, kTileCols));
}

int32_t* words(const Storage& storage) {
  return reinterpret_cast<int32_t*>(storage.data());
}

}  // namespace

QuantizedMatrix::QuantizedMatrix(const real* weight, int64_t n, int64_t k)
    : n_(n),
      k_(k),
      words_(ceil_div(n, kTileCols) * kTileCols * ceil_div(k, 4)),
      sums_(ceil_div(n, kTileCols) * kTileCols),
      scales_(sums_.size()) {
  const int64_t depth = ceil_div(k, 4);
  parallel_for(ceil_div(n, kTileCols), 1, [&](int64_t begin, int64_t end) {
    thread_local Scratch scratch;
    auto* const q = reinterpret_cast<int8_t*>(scratch.at_least(depth));
    for (int64_t j = begin * kTileCols; j < end * kTileCols; ++j) {
      if (j < n) {
        const Quantizer quantize = symmetric(range(weight + j * k, k));
        quantize(weight + j * k, k, q);
        scales_.data()[j] = quantize.scale;
        gloss::kernels::words(sums_)[j] = std::accumulate(q, q + k, int32_t{0});
      } else {
        std::fill_n(q, 4 * depth, int8_t{0});
      }
      int32_t* const panel = gloss::kernels::words(words_) + j / kTileCols * kTileCols * depth;
      for (int64_t p = 0; p < depth; ++p)
        std::memcpy(panel + p * kTileCols + j % kTileCols, q + 4 * p, 4);
    }
  });
}

void matmul_quantized(const QuantizedProduct& product) {
  const QuantizedMatrix& w = product.weight;
  const int64_t m = product.m, n = w.n(), k = w.k(), depth = ceil_div(k, 4);
  const Storage x_words(m * depth), x_scales(m), x_zeros(m);
  for_each_row(m, k, 4, [&](int64_t i) {
    const Quantizer quantize = asymmetric(range(product.x + i * k, k));
    quantize(product.x + i * k, k, reinterpret_cast<uint8_t*>(words(x_words) + i * depth));
    x_scales.data()[i] = quantize.scale;
    words(x_zeros)[i] = quantize.zero;
  });
  count_multiply_adds(m * n * k);
  const int64_t down = ceil_div(m, kPieceRows), across = ceil_div(n, kPiecePanels * kTileCols);
  const int64_t grain = m * n * k < kSerialMultiplyAdds ? down * across : 1;
  parallel_for(down * across, grain, [&](int64_t begin, int64_t end) {
    for (int64_t piece = begin; piece < end; ++piece) {
      const int64_t col = piece % across * kPiecePanels * kTileCols;
      const int64_t cols = std::min(n - col, kPiecePanels * kTileCols);
      const Columns columns{w.words() + col * depth, w.scales() + col, w.sums() + col};
      const int64_t top = piece / across * kPieceRows, bottom = std::min(m, top + kPieceRows);
      for (int64_t i = top; i < bottom; i += kTileRows) {
        const Rows rows{words(x_words) + i * depth, x_scales.data() + i, words(x_zeros) + i, depth};
        const Output y = Output{product.y, n, false, product.bias}.at(i, col);
        with_constant_rows(std::min(kTileRows, bottom - i),
                           [&](auto height) { multiply_rows<height()>(rows, columns, y, cols); });
      }
    }
  });
}

}  // namespace gloss::kernels
