#include "core/kernels/matmul_tile.h"

// A product of no more rows than a register tile has. Packing all of B would cost as much as the
// product, so B is read in place where that is possible, and the threads share out its columns.

namespace gloss::kernels {
namespace {

// Numbers of B that are packed at a time where it cannot be read in place: few enough for the L1
// cache, enough for long runs through the rows of a transposed B.
constexpr int64_t kPackedNumbers = 4096;

// C[R, b.cols] = A[R, b.k] b for b.cols <= Vectors * kLanes. B is read in place if it is not
// transposed and fills the tile; otherwise a few of its rows are packed at a time.
template <int64_t R, int64_t Vectors, class A>
void multiply_columns(const A& a, const Part& b, const Output& c) {
  constexpr int64_t width = Vectors * kLanes;
  Vector sum[R][Vectors] = {};
  if (!b.matrix.transposed && b.cols == width) {
    const real* const data = b.matrix.data + b.depth * b.matrix.stride + b.col;
    multiply_tile(a, {data, b.matrix.stride, kTileCols}, b.k, sum);
  } else {
    constexpr int64_t depth = kPackedNumbers / width;
    alignas(kVectorBytes) real packed[kPackedNumbers];
    for (int64_t p = 0; p < b.k; p += depth) {
      const int64_t length = std::min(depth, b.k - p);
      pack<width>({b.matrix, b.depth + p, length, b.col, b.cols}, packed);
      multiply_tile(A{a.data + p * a.depth_stride, a.row_stride, a.depth_stride},
                    {packed, width, kTileCols}, length, sum);
    }
  }
  store_tile(sum, c, b.cols);
}

// The same for tiles of Vectors * kLanes columns from column `done` of the part on, as long as more
// than half a tile is left. Returns the columns done then.
template <int64_t R, int64_t Vectors, class A>
int64_t multiply_tiles(const A& a, const Part& b, const Output& c, int64_t done) {
  for (; b.cols - done > Vectors / 2 * kLanes; done += Vectors * kLanes)
    multiply_columns<R, Vectors>(
        a, {b.matrix, b.depth, b.k, b.col + done, std::min(Vectors * kLanes, b.cols - done)},
        c.at(0, done));
  return done;
}

// The same for any number of columns, from the widest tiles to the narrowest.
template <int64_t R, class A>
void multiply_rows(const A& a, const Part& b, const Output& c) {
  int64_t done = 0;
  if constexpr (tile_vectors(R) >= 8)
    if (!b.matrix.transposed) done = multiply_tiles<R, 8>(a, b, c, done);
  if constexpr (tile_vectors(R) >= 4) done = multiply_tiles<R, 4>(a, b, c, done);
  done = multiply_tiles<R, 2>(a, b, c, done);
  multiply_tiles<R, 1>(a, b, c, done);
}

}  // namespace

void multiply_small_m(const Matrix& a, const Matrix& b, const Output& c, const Size& size) {
  const int64_t grain = size.m * size.n * size.k < kSerialMultiplyAdds ? size.n : 8 * kLanes;
  parallel_for(size.n, grain, [&](int64_t begin, int64_t end) {
    for (int64_t depth = 0; depth < size.k; depth += kDepth) {
      const Part columns{b, depth, std::min(kDepth, size.k - depth), begin, end - begin};
      with_constant_rows(size.m, [&](auto m) {
        const Output tile = c.at(0, begin).for_depth(depth);
        if (a.transposed)
          multiply_rows<m()>(TileA<1>{a.data + depth * a.stride, 1, a.stride}, columns, tile);
        else
          multiply_rows<m()>(TileA<0, 1>{a.data + depth, a.stride}, columns, tile);
      });
    }
  });
}

}  // namespace gloss::kernels
