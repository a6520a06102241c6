#pragma once

#include <algorithm>
#include <cstring>
#include <type_traits>

#include "core/kernels/loop.h"
#include "core/kernels/matmul.h"
#include "core/kernels/vector.h"

// What all matrix products share: the register tile, a block of C that stays in registers while its
// products are summed, and the panels in which A and B are packed. matmul_panels.h draws them.
namespace gloss::kernels {

// The register tile, kTileRows x kTileCols, two vectors wide. With 32 vector registers, 14 rows
// fill 28 of them and leave room for two vectors of B and one number of A; with 16 registers, 6
// rows do.
constexpr int64_t kTileRows = kVectorRegisters >= 32 ? 14 : 6;
constexpr int64_t kTileCols = 2 * kLanes;

// How many vectors wide a tile of so many rows is. A multiply-add takes four cycles and two begin
// in each, so eight sums must be under way: one row needs eight vectors, two rows four, and from
// four rows on two are enough. Wider tiles read A less often, so the widest is used whose sums
// leave eight registers for vectors of B.
constexpr int64_t tile_vectors(int64_t rows) {
  constexpr int64_t room = kVectorRegisters - 8;
  return rows * 8 <= room ? 8 : rows * 4 <= room ? 4 : 2;
}

// Products with fewer multiplications are finished before a second thread would have woken up.
constexpr int64_t kSerialMultiplyAdds = 16 * kGrain;

// The sizes of a product: C [m, n], and k products for each element.
struct Size {
  int64_t m, n, k;
};

// Calls f(std::integral_constant<int64_t, rows>()) for 1 <= rows <= kTileRows: the sums of a tile
// stay in registers only if the compiler knows their number.
template <int64_t R = kTileRows, class F>
void with_constant_rows(int64_t rows, const F& f) {
  if constexpr (R > 1)
    if (rows < R) return with_constant_rows<R - 1>(rows, f);
  f(std::integral_constant<int64_t, R>());
}

// Rows [depth, depth + k) and columns [col, col + cols) of a matrix.
struct Part {
  const Matrix& matrix;
  int64_t depth, k, col, cols;
};

// Packs a part as panels [k][Width], with zeros where the last panel has fewer than Width columns.
template <int64_t Width>
void pack(const Part& x, real* out) {
  const Matrix& m = x.matrix;
  if (m.transposed) {
    for (int64_t j = 0; j < x.cols; j += Width)
      transpose(
          {m.data + (x.col + j) * m.stride + x.depth, m.stride, std::min(Width, x.cols - j), x.k},
          Width, out + j * x.k, Width);
    return;
  }
  // A row goes into all panels before the next row: rows may lie far apart in memory.
  const int64_t whole = x.cols / Width * Width, rest = x.cols - whole;
  for (int64_t p = 0; p < x.k; ++p) {
    const real* const from = m.data + (x.depth + p) * m.stride + x.col;
    real* const to = out + p * Width;
    for (int64_t j = 0; j < whole; j += Width)
      std::memcpy(to + j * x.k, from + j, Width * sizeof(real));  // a few vector moves
    if (rest == 0) continue;
    std::copy_n(from + whole, rest, to + whole * x.k);
    std::fill_n(to + whole * x.k + rest, Width - rest, real(0));
  }
}

// A as a tile reads it: element (i, p) is data[i * row_stride + p * depth_stride]. Strides that the
// compiler knows, those that are not 0, need no registers.
template <int64_t RowStride = 0, int64_t DepthStride = 0>
struct TileA {
  const real* data;
  int64_t row_stride = RowStride, depth_stride = DepthStride;

  real at(int64_t i, int64_t p) const {
    return data[i * (RowStride > 0 ? RowStride : row_stride) +
                p * (DepthStride > 0 ? DepthStride : depth_stride)];
  }
};

// B as a tile reads it: element (p, j) is data[p * row_stride + j] within a panel of kTileCols
// columns; the next panel is panel_stride further.
struct TileB {
  const real* data;
  int64_t row_stride, panel_stride;
};

// What a tile of vectors does with a number of A and a vector of B. An instruction that adds
// several products to each element at once (bf16.h) has another kProducts. kRoundsByInstruction
// says whether the processor rounds by an instruction, too.
struct MultiplyAdd {
  static constexpr int64_t kProducts = 1;
  static constexpr bool kRoundsByInstruction = false;
  [[gnu::always_inline]] static Vector add(const Vector& sum, real a, const Vector& b) {
    return sum + a * b;
  }
};

// sum[R][Vectors] += A[R, k] B[k, Vectors * kLanes]
template <class Instruction = MultiplyAdd, class A, int64_t R, int64_t Vectors>
[[gnu::always_inline]] inline void multiply_tile(const A& a, const TileB& b, int64_t k,
                                                 Vector (&sum)[R][Vectors]) {
#pragma GCC unroll 4
  for (int64_t p = 0; p < k; ++p) {
    Vector row[Vectors];
#pragma GCC unroll 8
    for (int64_t j = 0; j < Vectors; ++j)
      row[j] = load(b.data + p * b.row_stride + j / 2 * b.panel_stride + j % 2 * kLanes);
#pragma GCC unroll 16
    for (int64_t i = 0; i < R; ++i) {
      const real factor = a.at(i, p);
#pragma GCC unroll 8
      for (int64_t j = 0; j < Vectors; ++j)
        sum[i][j] = Instruction::add(sum[i][j], factor, row[j]);
    }
  }
}

// Where sums go: C = sum, C = bias + sum or C += sum.
struct Output {
  real* data;
  int64_t stride;
  bool accumulate;
  const real* bias;  // null: none

  Output at(int64_t row, int64_t col) const {
    return {data + row * stride + col, stride, accumulate, bias ? bias + col : nullptr};
  }
  // For the block of K that begins at `depth`: each after the first adds to what the first wrote.
  Output for_depth(int64_t depth) const {
    return depth > 0 ? Output{data, stride, true, nullptr} : *this;
  }
};

// Loads the cache lines of a tile of C early, so that they are there once the sums are to be
// stored. Not unrolled: g++ would keep all the addresses in memory until then.
template <int64_t R, int64_t Vectors>
void prefetch_tile(const Output& c) {
  constexpr int64_t kLine = 64 / static_cast<int64_t>(sizeof(real));
#pragma GCC unroll 1
  for (int64_t i = 0; i < R; ++i)
    for (int64_t j = 0; j < Vectors * kLanes; j += kLine)
      __builtin_prefetch(c.data + i * c.stride + j, 1);
}

// Stores the first `cols` columns of a tile. At the edge of C they go through memory, so that
// nothing but a whole tile has to be stored from registers.
template <int64_t R, int64_t Vectors>
[[gnu::always_inline]] inline void store_tile(const Vector (&sum)[R][Vectors], const Output& c,
                                              int64_t cols) {
  constexpr int64_t width = Vectors * kLanes;
  const bool whole = cols >= width;
  const real* const start = c.accumulate ? c.data : c.bias;
  const int64_t below = c.accumulate ? c.stride : 0;
  alignas(kVectorBytes) real part[R * width];
  real* const to = whole ? c.data : part;
  const int64_t stride = whole ? c.stride : width;
  const bool adds = whole && start;
#pragma GCC unroll 16
  for (int64_t i = 0; i < R; ++i)
#pragma GCC unroll 8
    for (int64_t j = 0; j < width; j += kLanes) {
      const Vector& x = sum[i][j / kLanes];
      store(to + i * stride + j, adds ? load(start + i * below + j) + x : x);
    }
  for (int64_t i = 0; i < R && !whole; ++i)
    for (int64_t j = 0; j < cols; ++j) {
      const real x = part[i * width + j];
      c.data[i * c.stride + j] = start ? start[i * below + j] + x : x;
    }
}

constexpr int64_t panels(int64_t length, int64_t width) {
  return (length + width - 1) / width;
}

// The kinds of tiles differ in their instructions. Each kind, Tiles, has
//
//   kRows                 the rows of a tile of C, whose columns are kTileCols
//   kProducts             the products that a step adds to an element: a word of A or B holds as
//                         many numbers
//   kSteps                steps are made so many at a time; words of zeros fill up the panels
//   kRounds               whether the numbers are rounded to bf16 (bf16.h)
//   kRoundsByInstruction  whether the processor has an instruction for it
//   multiply()            C = A B for the rows of one tile and any number of columns

// The steps for k products, and the rows of words of a panel.
template <class Tiles>
constexpr int64_t steps(int64_t k) {
  return panels(panels(k, Tiles::kProducts), Tiles::kSteps) * Tiles::kSteps;
}

// C = A B for m <= kTileRows, without packing all of B.
void multiply_small_m(const Matrix& a, const Matrix& b, const Output& c, const Size& size);

}  // namespace gloss::kernels
