#pragma once

#include "core/kernels/amx.h"
#include "core/kernels/bf16.h"
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
// Packing also undoes a transpose. Where reading A in place is slow, its rows are copied or, if it
// is transposed, its columns packed in panels of kTileRows. Products of few rows
// (matmul_small_m.cpp) read B in place unless it is transposed; those of a column by a row pack
// nothing. All sum in the same order. With operands rounded to bf16 (bf16.h), B is always packed,
// and the rows of A are copied; with AMX (amx.h) the tiles of C have 32 rows.

namespace gloss::kernels {

// The most panels of B in a piece of work, which the L2 cache has to hold; the number of pieces
// that keeps the threads busy; and the panels of A that are packed at a time.
constexpr int64_t kColPanels = 16;
constexpr int64_t kPieces = 8;
constexpr int64_t kRowPanels = 8;

// Where a thread packs its panels of A and of B.
inline thread_local Scratch scratch_a, scratch_b;

// C[R, cols] = A[R, k] B for packed B and cols <= Vectors * kLanes.
template <class Instruction, int64_t R, int64_t Vectors, class A>
void multiply_columns(const A& a, const TileB& b, int64_t k, const Output& c, int64_t cols) {
  prefetch_tile<R, Vectors>(c);
  Vector sum[R][Vectors] = {};
  multiply_tile<Instruction>(a, b, k, sum);
  store_tile(sum, c, cols);
}

// The same for any number of columns.
template <class Instruction, int64_t R, class A>
void multiply_rows(const A& a, const TileB& b, int64_t k, const Output& c, int64_t cols) {
  constexpr int64_t wide = tile_vectors(R);
  const auto at = [&](int64_t col) {
    return TileB{b.data + col / kTileCols * b.panel_stride, b.row_stride, b.panel_stride};
  };
  int64_t col = 0;
  for (; cols - col > (wide - 2) * kLanes; col += wide * kLanes)
    multiply_columns<Instruction, R, wide>(a, at(col), k, c.at(0, col), cols - col);
  for (; col < cols; col += kTileCols)
    multiply_columns<Instruction, R, 2>(a, at(col), k, c.at(0, col), cols - col);
}

// Tiles of vectors.
template <class Instruction, bool Rounds = false, int64_t Steps = 1>
struct VectorTiles {
  static constexpr int64_t kRows = kTileRows, kProducts = Instruction::kProducts, kSteps = Steps;
  static constexpr bool kRounds = Rounds, kRoundsByInstruction = Instruction::kRoundsByInstruction;

  template <class A>
  void multiply(const A& a, const TileB& b, int64_t k, const Output& c, int64_t rows,
                int64_t cols) const {
    const int64_t words = panels(k, kProducts);
    with_constant_rows(
        rows, [&](auto height) { multiply_rows<Instruction, height()>(a, b, words, c, cols); });
  }
};

using Fp32Tiles = VectorTiles<MultiplyAdd>;

// Tiles for numbers that are rounded to bf16. A processor without instructions for them multiplies
// them as floats, which is no faster than to multiply numbers that are not rounded. Without the
// permission for AMX the panels are the same, so that a PackedMatrix has one layout.
#ifdef GLOSS_AMX
using Bf16Tiles = AmxTiles;
using Bf16TilesWithoutAmx = VectorTiles<DotProduct, true, AmxTiles::kSteps>;
#elif defined(GLOSS_AVX512_BF16)
using Bf16Tiles = VectorTiles<DotProduct, true>;
#else
using Bf16Tiles = VectorTiles<MultiplyAdd, true>;
#endif

// Panels of B, rounded or not.
template <class Tiles>
void pack_part(const Part& b, real* out) {
  if constexpr (Tiles::kRounds)
    pack_rounded<Tiles>(b, out);
  else
    pack<kTileCols>(b, out);
}

// All of B: blocks of kDepth rows one after the other, each as panels [length][kTileCols].
template <class Tiles>
void pack_all(const Matrix& b, int64_t k, int64_t n, real* out) {
  const int64_t across = panels(n, kTileCols);
  const int64_t grain = std::max<int64_t>(1, kGrain / (std::min(k, kDepth) * kTileCols));
  parallel_for(panels(k, kDepth) * across, grain, [=](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      const int64_t depth = i / across * kDepth, col = i % across * kTileCols;
      const int64_t length = std::min(kDepth, k - depth);
      real* const panel =
          out + steps<Tiles>(depth) * across * kTileCols + col * steps<Tiles>(length);
      pack_part<Tiles>({b, depth, length, col, std::min(kTileCols, n - col)}, panel);
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
  template <class Tiles>
  const real* at(int64_t depth, int64_t length, const Piece& piece) const {
    const int64_t panel = kTileCols * steps<Tiles>(length);
    if (packed)
      return packed + steps<Tiles>(depth) * panels(n, kTileCols) * kTileCols + piece.left * panel;
    const int64_t col = piece.left * kTileCols;
    const int64_t cols = std::min(piece.right * kTileCols, n) - col;
    real* const out = scratch_b.at_least((piece.right - piece.left) * panel);
    pack_part<Tiles>({plain, depth, length, col, cols}, out);
    return out;
  }
};

// Whether columns of a transposed A are packed. It pays when its rows are a page or more: each of
// the kDepth rows that are read is then on a page of its own.
inline bool packs_columns(const Matrix& a) {
  constexpr int64_t kPage = 4096;
  return a.transposed && a.stride * int64_t{sizeof(real)} >= kPage;
}

// Whether rows of A are copied, to a stride that the compiler knows. It pays when they are read for
// many panels of B, and when their own stride is a multiple of 2 KiB, since they then fall into the
// same few sets of the L1 cache.
inline bool copies_rows(const Matrix& a, int64_t panels_b) {
  constexpr int64_t kSetStride = 2048, kManyPanels = 8;
  return panels_b >= kManyPanels || a.stride * int64_t{sizeof(real)} % kSetStride == 0;
}

// Columns of A^T, rounded: rows of words, steps(kDepth) apart.
template <class Tiles>
void round_rows(const Part& a_t, real* out) {
  constexpr int64_t kRowsAtOnce = kLanes;
  const Matrix& m = a_t.matrix;
  for (int64_t i = 0; i < a_t.cols; i += kRowsAtOnce) {
    alignas(kVectorBytes) real transposed[kRowsAtOnce * kDepth];
    const int64_t col = a_t.col + i, rows = std::min(kRowsAtOnce, a_t.cols - i);
    const real* from = m.data + col * m.stride + a_t.depth;
    int64_t stride = m.stride;
    if (!m.transposed) {
      transpose({m.data + a_t.depth * m.stride + col, m.stride, a_t.k, rows}, a_t.k, transposed,
                kDepth);
      from = transposed;
      stride = kDepth;
    }
    for (int64_t row = 0; row < rows; ++row)
      round_row<Tiles>(from + row * stride, a_t.k, out + (i + row) * steps<Tiles>(kDepth));
  }
}

template <class Tiles>
void multiply_piece(const Matrix& a, const Panels& b, const Output& c, const Size& size,
                    const Piece& piece) {
  const Tiles tiles;
  const Matrix a_t{a.data, a.stride, !a.transposed};
  const bool packs = packs_columns(a), copies = copies_rows(a, piece.right - piece.left);
  constexpr int64_t kRows = Tiles::kRows, kWords = steps<Tiles>(kDepth);
  real* const panels_a = scratch_a.at_least(kRowPanels * kRows * kWords);
  const int64_t left = piece.left * kTileCols;
  const int64_t cols = std::min(piece.right * kTileCols, size.n) - left;
  for (int64_t depth = 0; depth < size.k; depth += kDepth) {
    const int64_t length = std::min(kDepth, size.k - depth);
    const TileB panels_b{b.at<Tiles>(depth, length, piece), kTileCols,
                         kTileCols * steps<Tiles>(length)};
    for (int64_t i = piece.top; i < piece.bottom; ++i) {
      const int64_t row = i * kRows, panel = (i - piece.top) % kRowPanels;
      const auto multiply = [&](const auto& rows) {
        tiles.multiply(rows, panels_b, length, c.at(row, left).for_depth(depth),
                       std::min(kRows, size.m - row), cols);
      };
      const int64_t end = std::min(std::min(i + kRowPanels, piece.bottom) * kRows, size.m);
      const Part part{a_t, depth, length, row, end - row};
      if constexpr (Tiles::kRounds) {
        if (panel == 0) round_rows<Tiles>(part, panels_a);
        multiply(TileA<kWords, 1>{panels_a + panel * kRows * kWords});
      } else if (packs) {
        if (panel == 0) pack<kRows>(part, panels_a);
        multiply(TileA<1, kRows>{panels_a + panel * kRows * length});
      } else if (a.transposed) {
        multiply(TileA<1>{a.data + depth * a.stride + row, 1, a.stride});
      } else if (copies) {
        if (panel == 0)
          for (int64_t r = row; r < end; ++r)
            std::copy_n(a.data + r * a.stride + depth, length, panels_a + (r - row) * kDepth);
        multiply(TileA<kDepth, 1>{panels_a + panel * kRows * kDepth});
      } else {
        multiply(TileA<0, 1>{a.data + row * a.stride + depth, a.stride});
      }
    }
  }
}

template <class Tiles>
void multiply_panels(const Matrix& a, const Panels& b, const Output& c, const Size& size) {
  const int64_t down = panels(size.m, Tiles::kRows), across = panels(size.n, kTileCols);
  int64_t row_pieces = 1, col_pieces = panels(across, kColPanels);
  // Enough pieces for the threads to finish at about the same time. A piece packs its part of A and
  // of B, which is least work if the piece is as high as it is wide.
  const int64_t enough =
      threads() == 1 ? 1
                     : std::min<int64_t>(kPieces, size.m * size.n * size.k / kSerialMultiplyAdds);
  while (row_pieces * col_pieces < enough) {
    if (down * Tiles::kRows * col_pieces >= across * kTileCols * row_pieces &&
        2 * row_pieces <= down)
      row_pieces *= 2;
    else if (2 * col_pieces <= across)
      col_pieces *= 2;
    else
      break;
  }
  parallel_for(row_pieces * col_pieces, 1, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      const int64_t row = i / col_pieces, col = i % col_pieces;
      multiply_piece<Tiles>(a, b, c, size,
                            {row * down / row_pieces, (row + 1) * down / row_pieces,
                             col * across / col_pieces, (col + 1) * across / col_pieces});
    }
  });
}

}  // namespace gloss::kernels
