#include <array>
#include <utility>

#include "core/kernels/matmul_block.h"

// With no more rows than one block has, packing B would cost as much as the product: B is read
// where it is, and the columns are what the threads share.

namespace gloss::kernels {
namespace {

// B[depth .. depth + k, col .. col + cols].
struct Right {
  const Matrix& matrix;
  int64_t depth, k, col, cols;
};

// How many numbers of B the thin product packs at a time: few enough for the first level of the
// cache, enough for long runs through B's rows.
constexpr int64_t kThinPack = 4096;

// C[R, cols] (+)= A[R, k] B, cols being at most C vectors: B is read in place, or a few of its rows
// at a time are packed if it is transposed or too narrow.
template <int64_t R, int64_t C>
void thin_block(const Left& a, const Right& b, const Result& c) {
  constexpr int64_t width = C * kLanes;
  Vector sum[R][C] = {};
  if (!b.matrix.transposed && b.cols == width) {
    multiply(a, b.matrix.data + b.depth * b.matrix.stride + b.col, b.matrix.stride, kCols, b.k,
             sum);
  } else {
    constexpr int64_t depth = kThinPack / width;
    alignas(kVectorBytes) real rows[kThinPack];
    for (int64_t p = 0; p < b.k; p += depth) {
      const int64_t length = std::min(depth, b.k - p);
      pack<width>(b.matrix, b.depth + p, length, b.col, b.cols, rows);
      multiply<R, C>({a.data + p * a.depth, a.row, a.depth}, rows, width, kCols, length, sum);
    }
  }
  put(sum, c, b.cols);
}

// C (+)= A[R, k] B for any number of columns, from the widest blocks to the narrowest.
template <int64_t R>
void thin(const Left& a, const Right& b, const Result& c) {
  const int64_t end = b.col + b.cols;
  int64_t col = b.col;
  const auto run = [&]<int64_t C>(std::integral_constant<int64_t, C>) {
    for (; end - col > C / 2 * kLanes; col += C * kLanes)
      thin_block<R, C>(a, {b.matrix, b.depth, b.k, col, std::min(C * kLanes, end - col)},
                       c.at(0, col - b.col));
  };
  if constexpr (most_vectors(R) >= 8)
    if (!b.matrix.transposed) run(std::integral_constant<int64_t, 8>{});
  if constexpr (most_vectors(R) >= 4) run(std::integral_constant<int64_t, 4>{});
  run(std::integral_constant<int64_t, 2>{});
  run(std::integral_constant<int64_t, 1>{});
}

using Thin = void (*)(const Left&, const Right&, const Result&);
template <size_t... R>
constexpr std::array<Thin, sizeof...(R)> thins(std::index_sequence<R...>) {
  return {thin<static_cast<int64_t>(R) + 1>...};
}
constexpr auto kThins = thins(std::make_index_sequence<kRows>{});

}  // namespace

void multiply_thin(const Matrix& a, const Matrix& b, const Result& c, const Size& size) {
  const int64_t grain = size.m * size.n * size.k < kSerial ? size.n : 8 * kLanes;
  parallel_for(size.n, grain, [&](int64_t begin, int64_t end) {
    for (int64_t depth = 0; depth < size.k; depth += kDepth) {
      const Left left = a.transposed ? Left{a.data + depth * a.stride, 1, a.stride}
                                     : Left{a.data + depth, a.stride, 1};
      kThins[static_cast<size_t>(size.m - 1)](
          left, {b, depth, std::min(kDepth, size.k - depth), begin, end - begin},
          c.at(0, begin).after(depth));
    }
  });
}

}  // namespace gloss::kernels
