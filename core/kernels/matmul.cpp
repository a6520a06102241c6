#include "core/kernels/matmul.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "core/kernels/loop.h"
#include "core/kernels/vector.h"
#include "core/memory.h"

// The packed product of Goto and van de Geijn ("Anatomy of High-Performance Matrix
// Multiplication", 2008): both operands are copied into panels that the innermost loop reads from
// end to end, and a block of C as large as the registers hold is summed over K without touching
// memory. Packing also undoes transposes, so there is one inner loop for all four cases.

namespace gloss::kernels {
namespace {

// The block of C in registers: kRows x kCols, the columns two vectors wide. With 32 registers,
// 14 rows fill 28 of them and leave room for B's two vectors and A's number; with 16, 6 rows do.
constexpr int64_t kRows = kVectorRegisters >= 32 ? 14 : 6;
constexpr int64_t kCols = 2 * kLanes;

// Row panels and column panels that one piece of work covers.
constexpr int64_t kRowPanels = 4;
constexpr int64_t kColPanels = 8;

int64_t panels(int64_t length, int64_t width) {
  return (length + width - 1) / width;
}

// A[row .. row + rows, depth .. depth + k] as [k][rows].
void pack_rows(const Matrix& a, int64_t row, int64_t rows, int64_t depth, int64_t k, real* out) {
  for (int64_t i = 0; i < rows; ++i) {
    const real* const from =
        a.transposed ? a.data + depth * a.stride + row + i : a.data + (row + i) * a.stride + depth;
    const int64_t step = a.transposed ? a.stride : 1;
    for (int64_t p = 0; p < k; ++p)
      out[p * rows + i] = from[p * step];
  }
}

// B[depth .. depth + k, col .. col + cols] as [k][kCols], zeros where cols falls short.
void pack_cols(const Matrix& b, int64_t col, int64_t cols, int64_t depth, int64_t k, real* out) {
  for (int64_t p = 0; p < k; ++p) {
    real* const to = out + p * kCols;
    if (b.transposed) {
      const real* const from = b.data + col * b.stride + depth + p;
      for (int64_t j = 0; j < cols; ++j)
        to[j] = from[j * b.stride];
    } else {
      std::copy_n(b.data + (depth + p) * b.stride + col, cols, to);
    }
    std::fill(to + cols, to + kCols, real(0));
  }
}

// C[R, cols] (+)= a[k][R] b[k][kCols].
template <int64_t R>
void block(const real* a, const real* b, int64_t k, real* c, int64_t c_stride, int64_t cols,
           bool accumulate) {
  Vector sum[R][2] = {};
  for (int64_t p = 0; p < k; ++p) {
    const Vector b0 = load(b + p * kCols), b1 = load(b + p * kCols + kLanes);
#pragma GCC unroll 16
    for (int64_t i = 0; i < R; ++i) {
      sum[i][0] += a[p * R + i] * b0;
      sum[i][1] += a[p * R + i] * b1;
    }
  }
  for (int64_t i = 0; i < R; ++i) {
    real* const row = c + i * c_stride;
    if (cols == kCols) {
      store(row, accumulate ? load(row) + sum[i][0] : sum[i][0]);
      store(row + kLanes, accumulate ? load(row + kLanes) + sum[i][1] : sum[i][1]);
    } else {
      real part[kCols];
      store(part, sum[i][0]);
      store(part + kLanes, sum[i][1]);
      for (int64_t j = 0; j < cols; ++j)
        row[j] = accumulate ? row[j] + part[j] : part[j];
    }
  }
}

// The last panel of rows may be lower than kRows: one instance of the block for each height, so
// that no work is done on rows that do not exist.
using Block = void (*)(const real*, const real*, int64_t, real*, int64_t, int64_t, bool);
template <size_t... R>
constexpr std::array<Block, sizeof...(R)> instances(std::index_sequence<R...>) {
  return {block<static_cast<int64_t>(R) + 1>...};
}
constexpr auto kBlocks = instances(std::make_index_sequence<kRows>{});

}  // namespace

void matmul(const Matrix& a, const Matrix& b, real* c, int64_t c_stride, int64_t m, int64_t n,
            int64_t k, bool accumulate) {
  if (m == 0 || n == 0) return;
  if (k == 0) {
    for (int64_t i = 0; i < m && !accumulate; ++i)
      std::fill_n(c + i * c_stride, n, real(0));
    return;
  }
  const int64_t most = std::min(k, kDepth);
  const int64_t row_panels = panels(m, kRows), col_panels = panels(n, kCols);
  Storage packed_a(m * most), packed_b(col_panels * kCols * most);
  real* const pa = packed_a.data();
  real* const pb = packed_b.data();
  // Small products are done before a second thread would have woken up.
  const int64_t grain = std::max<int64_t>(1, kGrain / (most * kCols));
  const int64_t serial = m * n * most < 16 * kGrain ? row_panels * col_panels : 1;
  for (int64_t depth = 0; depth < k; depth += kDepth) {
    const int64_t length = std::min(kDepth, k - depth);
    const bool add = accumulate || depth > 0;
    parallel_for(row_panels, grain, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i)
        pack_rows(a, i * kRows, std::min(kRows, m - i * kRows), depth, length,
                  pa + i * kRows * length);
    });
    parallel_for(col_panels, grain, [&](int64_t begin, int64_t end) {
      for (int64_t j = begin; j < end; ++j)
        pack_cols(b, j * kCols, std::min(kCols, n - j * kCols), depth, length,
                  pb + j * kCols * length);
    });
    const int64_t across = panels(col_panels, kColPanels);
    parallel_for(panels(row_panels, kRowPanels) * across, serial, [&](int64_t begin, int64_t end) {
      for (int64_t tile = begin; tile < end; ++tile) {
        const int64_t top = tile / across * kRowPanels, left = tile % across * kColPanels;
        for (int64_t j = left; j < std::min(left + kColPanels, col_panels); ++j)
          for (int64_t i = top; i < std::min(top + kRowPanels, row_panels); ++i) {
            const int64_t rows = std::min(kRows, m - i * kRows);
            kBlocks[static_cast<size_t>(rows - 1)](pa + i * kRows * length, pb + j * kCols * length,
                                                   length, c + i * kRows * c_stride + j * kCols,
                                                   c_stride, std::min(kCols, n - j * kCols), add);
          }
      }
    });
  }
}

void matmul(const BatchSteps& batch, const Matrix& a, const Matrix& b, real* c, int64_t c_stride,
            int64_t m, int64_t n, int64_t k, bool accumulate) {
  const int64_t grain = std::max<int64_t>(1, 8 * kGrain / std::max<int64_t>(1, m * n * k));
  parallel_for(batch.count, grain, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i)
      matmul({a.data + i * batch.a, a.stride, a.transposed},
             {b.data + i * batch.b, b.stride, b.transposed}, c + i * batch.c, c_stride, m, n, k,
             accumulate);
  });
}

}  // namespace gloss::kernels
