#include "apps/bench/matmul_steps.h"

#include "apps/plain/matmul.h"
#include "core/kernels/matmul_tile.h"

namespace gloss::bench {
namespace {

using namespace kernels;
using Numbers = MatmulStep::Numbers;

// Row i of C is the sum of the rows of B, row p times a_ip: all memory is read and written in
// order.
Numbers by_rows(const Numbers& a, const Numbers& b, size_t m, size_t n, size_t k) {
  Numbers c(m * n);
  for (size_t i = 0; i < m; ++i)
    for (size_t p = 0; p < k; ++p)
      for (size_t j = 0; j < n; ++j)
        c[i * n + j] += a[i * k + p] * b[p * n + j];
  return c;
}

// A tile of C stays in registers while its k products are summed. Row p of the columns of B that it
// needs is b + p * stride.
template <int64_t R>
void multiply_tile(const real* a, const real* b, int64_t stride, int64_t k, const Output& c,
                   int64_t cols) {
  Vector sum[R][2] = {};
  kernels::multiply_tile(TileA<0, 1>{a, k}, TileB{b, stride, 0}, k, sum);
  store_tile(sum, c, cols);
}

template <bool kPacked>
Numbers by_tiles(const Numbers& a, const Numbers& b, size_t m, size_t n, size_t k) {
  const auto rows = static_cast<int64_t>(m), width = static_cast<int64_t>(n);
  const auto depth = static_cast<int64_t>(k);
  Numbers c(m * n), panel(k * kTileCols);
  for (int64_t j = 0; j < width; j += kTileCols) {
    const int64_t cols = std::min(kTileCols, width - j);
    const bool packs = kPacked || cols < kTileCols;  // the last columns need zeros behind them
    if (packs) pack<kTileCols>({{b.data(), width}, 0, depth, j, cols}, panel.data());
    for (int64_t i = 0; i < rows; i += kTileRows)
      with_constant_rows(std::min(kTileRows, rows - i), [&](auto height) {
        const real* const a_rows = a.data() + i * depth;
        const Output tile{c.data() + i * width + j, width, false, nullptr};
        if (packs)
          multiply_tile<height()>(a_rows, panel.data(), kTileCols, depth, tile, cols);
        else
          multiply_tile<height()>(a_rows, b.data() + j, width, depth, tile, cols);
      });
  }
  return c;
}

// Blocks of the depth that fit the caches, and threads.
Numbers by_library(const Numbers& a, const Numbers& b, size_t m, size_t n, size_t k) {
  Numbers c(m * n);
  const auto rows = static_cast<int64_t>(m), width = static_cast<int64_t>(n);
  const auto depth = static_cast<int64_t>(k);
  kernels::matmul({.a = {a.data(), depth},
                   .b = {b.data(), width},
                   .c = {c.data(), width},
                   .m = rows,
                   .n = width,
                   .k = depth});
  return c;
}

}  // namespace

std::vector<MatmulStep> matmul_steps() {
  return {{"three loops", plain::matmul<real>},
          {"by rows", by_rows},
          {"register tiles", by_tiles<false>},
          {"packed panels", by_tiles<true>},
          {"library", by_library}};
}

}  // namespace gloss::bench
