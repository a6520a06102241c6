#include "core/kernels/matmul.h"

#include <atomic>

#include "core/kernels/matmul_tile.h"
#include "core/kernels/scratch.h"

// The product in blocks that fit the registers and the caches (Goto and van de Geijn, "Anatomy of
// High-Performance Matrix Multiplication", 2008; their names in brackets, sizes with AVX-512):
//
//                 kDepth [kc] = 384        kTileCols [nr] = 32
//                .---------.-----        .----.----.----.---        .----.----.----.---
//   kTileRows    |    A    |             | B  |    |    |           | C  |    |    |
//   [mr] = 14    |---------+-----        |    |    |    |           |----+----+----+---
//                |         |         x   |    |    |    |     =     |    |    |    |
//                |---------+-----        |----+----+----+---        |----+----+----+---
//                |         |             |    |    |    |           |    |    |    |
//
//   registers   one tile of C, summed over kDepth without touching memory
//   L1 cache    the 14 rows of A (21 KB), read again for every panel of B
//   L2 cache    up to kColPanels panels of B (768 KB), read again for every 14 rows of A
//
// A panel is packed so that the tile reads it from end to end. With panels of two columns:
//
//   B   b00 b01 | b02 b03         panels   b00 b01 b10 b11 b20 b21 | b02 b03 b12 b13 b22 b23
//       b10 b11 | b12 b13
//       b20 b21 | b22 b23
//
// Packing also undoes a transpose. A is packed likewise, in panels of kTileRows rows, but only
// where reading it in place is slow. Products of few rows (matmul_small_m.cpp) read B in place
// unless it is transposed; those of a column by a row pack nothing. All sum in the same order.

namespace gloss::kernels {
namespace {

// The most panels of B in a piece of work, which the L2 cache has to hold; the number of pieces
// that keeps the threads busy; and the panels of A that are packed at a time.
constexpr int64_t kColPanels = 16;
constexpr int64_t kPieces = 8;
constexpr int64_t kRowPanels = 8;

// Relaxed, since nothing else is read by this number.
std::atomic<int64_t> multiply_adds_made{0};

// Where a thread packs its panels of A and of B.
thread_local Scratch scratch_a, scratch_b;

int64_t panels(int64_t length, int64_t width) {
  return (length + width - 1) / width;
}

// Loads the cache lines of a tile of C early, so that they are there once the sums are to be
// stored.
template <int64_t R, int64_t Vectors>
void prefetch_tile(const Output& c) {
  constexpr int64_t kLine = 64 / static_cast<int64_t>(sizeof(real));
#pragma GCC unroll 16
  for (int64_t i = 0; i < R; ++i)
#pragma GCC unroll 8
    for (int64_t j = 0; j < Vectors * kLanes; j += kLine)
      __builtin_prefetch(c.data + i * c.stride + j, 1);
}

// C[R, cols] = A[R, k] B for packed B, panels [k][kTileCols], and cols <= Vectors * kLanes.
template <int64_t R, int64_t Vectors>
void multiply_columns(const TileA& a, const real* b, int64_t k, const Output& c, int64_t cols) {
  prefetch_tile<R, Vectors>(c);
  Vector sum[R][Vectors] = {};
  multiply_tile(a, {b, kTileCols, kTileCols * k}, k, sum);
  store_tile(sum, c, cols);
}

// The same for any number of columns.
template <int64_t R>
void multiply_rows(const TileA& a, const real* b, int64_t k, const Output& c, int64_t cols) {
  constexpr int64_t wide = tile_vectors(R);
  int64_t col = 0;
  for (; cols - col > (wide - 2) * kLanes; col += wide * kLanes)
    multiply_columns<R, wide>(a, b + col * k, k, c.at(0, col), cols - col);
  for (; col < cols; col += 2 * kLanes)
    multiply_columns<R, 2>(a, b + col * k, k, c.at(0, col), cols - col);
}

// All of B: blocks of kDepth rows one after the other, each as panels [length][kTileCols].
void pack_all(const Matrix& b, int64_t k, int64_t n, real* out) {
  const int64_t across = panels(n, kTileCols);
  const int64_t grain = std::max<int64_t>(1, kGrain / (std::min(k, kDepth) * kTileCols));
  parallel_for(panels(k, kDepth) * across, grain, [=](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      const int64_t depth = i / across * kDepth, col = i % across * kTileCols;
      const int64_t length = std::min(kDepth, k - depth);
      pack<kTileCols>({b, depth, length, col, std::min(kTileCols, n - col)},
                      out + depth * across * kTileCols + col * length);
    }
  });
}

// A piece of C: some panels of rows by some panels of columns.
struct Piece {
  int64_t top, bottom, left, right;
};

// B [k, n] as it is in memory or, if `packed` is not null, packed as a whole by pack_all.
struct Panels {
  Matrix plain;
  const real* packed;
  int64_t n;

  // Panels [left, right) of rows [depth, depth + length). A plain B is packed here: each piece
  // packs its own panels, even though the pieces above and below need the same. Panels that another
  // core packed are in that core's cache, and fetching them costs more.
  const real* at(int64_t depth, int64_t length, const Piece& piece) const {
    if (packed) return packed + (depth * panels(n, kTileCols) + piece.left * length) * kTileCols;
    const int64_t col = piece.left * kTileCols;
    const int64_t cols = std::min(piece.right * kTileCols, n) - col;
    real* const out = scratch_b.at_least((piece.right - piece.left) * kTileCols * length);
    pack<kTileCols>({plain, depth, length, col, cols}, out);
    return out;
  }
};

// Whether A is packed. It pays when the stride of A is a multiple of 2 KiB, since its rows then
// fall into the same few sets of the L1 cache, and when A is transposed with rows of a page or
// more, since each of the kDepth rows that are read is then on a page of its own.
bool packs_a(const Matrix& a) {
  constexpr int64_t kSetStride = 2048, kPage = 4096;
  const int64_t bytes = a.stride * int64_t{sizeof(real)};
  return bytes % kSetStride == 0 || (a.transposed && bytes >= kPage);
}

void multiply_piece(const Matrix& a, const Panels& b, const Output& c, const Size& size,
                    const Piece& piece) {
  const bool packed = packs_a(a);
  real* const panels_a = packed ? scratch_a.at_least(kRowPanels * kTileRows * kDepth) : nullptr;
  const int64_t left = piece.left * kTileCols;
  const int64_t cols = std::min(piece.right * kTileCols, size.n) - left;
  for (int64_t depth = 0; depth < size.k; depth += kDepth) {
    const int64_t length = std::min(kDepth, size.k - depth);
    const real* const panels_b = b.at(depth, length, piece);
    for (int64_t i = piece.top; i < piece.bottom; ++i) {
      const int64_t row = i * kTileRows, panel = (i - piece.top) % kRowPanels;
      if (packed && panel == 0) {
        const int64_t end = std::min(std::min(i + kRowPanels, piece.bottom) * kTileRows, size.m);
        pack<kTileRows>({{a.data, a.stride, !a.transposed}, depth, length, row, end - row},
                        panels_a);
      }
      const TileA rows = packed         ? TileA{panels_a + panel * kTileRows * length, 1, kTileRows}
                         : a.transposed ? TileA{a.data + depth * a.stride + row, 1, a.stride}
                                        : TileA{a.data + row * a.stride + depth, a.stride, 1};
      with_constant_rows(std::min(kTileRows, size.m - row), [&](auto height) {
        multiply_rows<height()>(rows, panels_b, length, c.at(row, left).for_depth(depth), cols);
      });
    }
  }
}

void multiply_panels(const Matrix& a, const Panels& b, const Output& c, const Size& size) {
  const int64_t down = panels(size.m, kTileRows), across = panels(size.n, kTileCols);
  int64_t row_pieces = 1, col_pieces = panels(across, kColPanels);
  // Enough pieces for the threads to finish at about the same time. A piece packs its part of A and
  // of B, which is least work if the piece is as high as it is wide.
  const int64_t enough = std::min<int64_t>(kPieces, size.m * size.n * size.k / kSerialMultiplyAdds);
  while (threads() > 1 && row_pieces * col_pieces < enough) {
    if (down * kTileRows * col_pieces >= across * kTileCols * row_pieces && 2 * row_pieces <= down)
      row_pieces *= 2;
    else if (2 * col_pieces <= across)
      col_pieces *= 2;
    else
      break;
  }
  parallel_for(row_pieces * col_pieces, 1, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      const int64_t row = i / col_pieces, col = i % col_pieces;
      multiply_piece(a, b, c, size,
                     {row * down / row_pieces, (row + 1) * down / row_pieces,
                      col * across / col_pieces, (col + 1) * across / col_pieces});
    }
  });
}

// C[rows, cols] = a b for a column a, `stride` apart, and cols <= Vectors * kLanes numbers of a row
// b.
template <int64_t Vectors>
void outer_columns(const real* a, int64_t stride, const real* b, int64_t rows, Output c,
                   int64_t cols) {
  Vector row[Vectors];
  for (int64_t j = 0; j < Vectors; ++j)
    row[j] = load_part(b + j * kLanes, cols - j * kLanes);
  for (int64_t i = 0; i < rows; ++i, c = c.at(1, 0)) {
    Vector sum[1][Vectors] = {};
#pragma GCC unroll 8
    for (int64_t j = 0; j < Vectors; ++j)
      sum[0][j] += a[i * stride] * row[j];
    store_tile(sum, c, cols);
  }
}

// k = 1, a column times a row: the time goes into reading and writing C.
void multiply_outer(const Matrix& a, const real* b, const Output& c, const Size& size) {
  constexpr int64_t kWide = 8 * kLanes;
  const int64_t stride = a.transposed ? 1 : a.stride;
  parallel_for(size.m, std::max<int64_t>(1, kGrain / size.n), [&](int64_t begin, int64_t end) {
    const real* const from = a.data + begin * stride;
    int64_t col = 0;
    for (; col + kWide <= size.n; col += kWide)
      outer_columns<8>(from, stride, b + col, end - begin, c.at(begin, col), kWide);
    for (; col < size.n; col += kLanes)
      outer_columns<1>(from, stride, b + col, end - begin, c.at(begin, col), size.n - col);
  });
}

// With k = 0 there is nothing to sum: C is 0, the bias, or what it was.
bool handle_empty(const Output& c, const Size& size) {
  if (size.m > 0 && size.n > 0 && size.k > 0) return false;
  for (int64_t i = 0; i < size.m && !c.accumulate; ++i)
    for (int64_t j = 0; j < size.n; ++j)
      c.data[i * c.stride + j] = c.bias ? c.bias[j] : real(0);
  return true;
}

void multiply(const Matrix& a, const Matrix& b, const Output& c, const Size& size) {
  if (handle_empty(c, size)) return;
  if (size.k == 1 && !b.transposed) return multiply_outer(a, b.data, c, size);
  if (size.m <= kTileRows) return multiply_small_m(a, b, c, size);
  multiply_panels(a, {b, nullptr, size.n}, c, size);
}

}  // namespace

void matmul(const Product& p) {
  const Size size{p.m, p.n, p.k};
  count_multiply_adds(p.batch.count * p.m * p.n * p.k);
  const int64_t grain = std::max<int64_t>(1, 8 * kGrain / std::max<int64_t>(1, p.m * p.n * p.k));
  parallel_for(p.batch.count, grain, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i)
      multiply({p.a.data + i * p.batch.a_stride, p.a.stride, p.a.transposed},
               {p.b.data + i * p.batch.b_stride, p.b.stride, p.b.transposed},
               {p.c.data + i * p.batch.c_stride, p.c.stride, p.accumulate, p.bias}, size);
  });
}

PackedMatrix::PackedMatrix(const Matrix& b, int64_t k, int64_t n)
    : k_(k), n_(n), panels_(panels(n, kTileCols) * kTileCols * k) {
  if (k > 0) pack_all(b, k, n, panels_.data());
}

void matmul_packed(const PackedProduct& p) {
  const Output c{p.c.data, p.c.stride, p.accumulate, p.bias};
  const Size size{p.m, p.b.n(), p.b.k()};
  count_multiply_adds(size.m * size.n * size.k);
  if (!handle_empty(c, size)) multiply_panels(p.a, {{}, p.b.data(), size.n}, c, size);
}

int64_t multiply_adds() {
  return multiply_adds_made.load(std::memory_order_relaxed);
}

void count_multiply_adds(int64_t count) {
  multiply_adds_made.fetch_add(count, std::memory_order_relaxed);
}

}  // namespace gloss::kernels
