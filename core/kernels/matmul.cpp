#include "core/kernels/matmul.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "core/kernels/loop.h"
#include "core/kernels/vector.h"

// The packed product of Goto and van de Geijn ("Anatomy of High-Performance Matrix
// Multiplication", 2008): B, and A where it is transposed, is copied into panels that the innermost
// loop reads from end to end, and a block of C as large as the registers hold is summed over K
// without touching memory. Packing also undoes transposes. With no more rows than one block has,
// packing B would cost as much as the product: then B is read where it is. Every path sums in the
// same order.

namespace gloss::kernels {
namespace {

// The block of C in registers: kRows x kCols, the columns two vectors wide. With 32 registers,
// 14 rows fill 28 of them and leave room for B's two vectors and A's number; with 16, 6 rows do.
constexpr int64_t kRows = kVectorRegisters >= 32 ? 14 : 6;
constexpr int64_t kCols = 2 * kLanes;

// The most column panels of a piece of work, which stay in the second level of the cache, and how
// many pieces are enough.
constexpr int64_t kColPanels = 16;
constexpr int64_t kPieces = 8;

// How many panels of A are packed at a time.
constexpr int64_t kRowPanels = 8;

// Products with fewer multiplications are done before a second thread would have woken up.
constexpr int64_t kSerial = 16 * kGrain;

int64_t panels(int64_t length, int64_t width) {
  return (length + width - 1) / width;
}

// x[depth .. depth + k, col .. col + cols] as panels [k][Width], zeros where the last one falls
// short. Up to kLanes numbers past the end of `out` may be overwritten.
template <int64_t Width>
void pack(const Matrix& x, int64_t depth, int64_t k, int64_t col, int64_t cols, real* out) {
  if (!x.transposed) {
    // A row of memory through all panels before the next: rows may be far apart.
    for (int64_t p = 0; p < k; ++p) {
      const real* const from = x.data + (depth + p) * x.stride + col;
      real* const to = out + p * Width;
      int64_t j = 0;
      for (; j + Width <= cols; j += Width)
        std::memcpy(to + j * k, from + j, Width * sizeof(real));  // of known size: a few moves
      if (j == cols) continue;
      std::copy(from + j, from + cols, to + j * k);
      std::fill_n(to + j * k + (cols - j), Width - (cols - j), real(0));
    }
    return;
  }
  // What the last vector of a row holds too much falls on the next row's start, or on that of the
  // next panel, so it goes first.
  for (int64_t i = 0; i < cols; i += Width)
    for (int64_t j = (Width - 1) / kLanes * kLanes; j >= 0; j -= kLanes)
      turn_rows(x.data + (col + i + j) * x.stride + depth, x.stride, cols - i - j, k,
                out + i * k + j, Width);
}

// A as a block reads it: element (i, p) is data[i * row + p * depth].
struct Left {
  const real* data;
  int64_t row, depth;
};

// sum[R][C] += A[R, k] B[k, C vectors], B's rows b_stride apart and its panels of kCols `panel`.
template <int64_t R, int64_t C>
[[gnu::always_inline]] inline void multiply(const Left& a, const real* b, int64_t b_stride,
                                            int64_t panel, int64_t k, Vector (&sum)[R][C]) {
  for (int64_t p = 0; p < k; ++p) {
    Vector row[C];
#pragma GCC unroll 8
    for (int64_t j = 0; j < C; ++j)
      row[j] = load(b + p * b_stride + j / 2 * panel + j % 2 * kLanes);
#pragma GCC unroll 16
    for (int64_t i = 0; i < R; ++i) {
      const real factor = a.data[i * a.row + p * a.depth];
#pragma GCC unroll 8
      for (int64_t j = 0; j < C; ++j)
        sum[i][j] += factor * row[j];
    }
  }
}

// Where a product goes: rows `stride` apart, added to what is there or to a bias, if any.
struct Result {
  real* data;
  int64_t stride;
  bool accumulate;
  const real* bias;

  Result at(int64_t row, int64_t col) const {
    return {data + row * stride + col, stride, accumulate, bias ? bias + col : nullptr};
  }
  // The blocks of depth after the first add to what the first one wrote.
  Result after(int64_t depth) const {
    return depth > 0 ? Result{data, stride, true, nullptr} : *this;
  }
};

// C[R, cols] = sum, added to what C starts from.
template <int64_t R, int64_t C>
[[gnu::always_inline]] inline void put(const Vector (&sum)[R][C], const Result& c, int64_t cols) {
#pragma GCC unroll 16
  for (int64_t i = 0; i < R; ++i) {
    real* const row = c.data + i * c.stride;
    const real* const start = c.accumulate ? row : c.bias;
#pragma GCC unroll 8
    for (int64_t j = 0; j < C; ++j) {
      const int64_t col = j * kLanes, count = cols - col;
      if (count > 0)
        store_part(row + col, start ? load_part(start + col, count) + sum[i][j] : sum[i][j], count);
    }
  }
}

// As many vectors of columns as fit into the registers with R rows: a single row needs eight sums
// to keep the multipliers busy.
constexpr int64_t most_vectors(int64_t rows) {
  constexpr int64_t room = kVectorRegisters - 8;
  return rows * 8 <= room ? 8 : rows * 4 <= room ? 4 : 2;
}

// C[R, cols] (+)= A[R, k] b, the panels of b being [k][kCols] one after the other.
template <int64_t R>
void block_row(const Left& a, const real* b, int64_t k, Result c, int64_t cols) {
  const auto run = [&]<int64_t C>(std::integral_constant<int64_t, C>) {
    for (; cols > (C - 2) * kLanes; cols -= C * kLanes) {
      Vector sum[R][C] = {};
      multiply(a, b, kCols, kCols * k, k, sum);
      put(sum, c, cols);
      b += C * kLanes * k;
      c = c.at(0, C * kLanes);
    }
  };
  if constexpr (most_vectors(R) > 2) run(std::integral_constant<int64_t, most_vectors(R)>{});
  run(std::integral_constant<int64_t, 2>{});
}

// The last panel of rows may be lower than kRows: one instance for each height, so that no work is
// done on rows that do not exist.
using BlockRow = void (*)(const Left&, const real*, int64_t, Result, int64_t);
template <size_t... R>
constexpr std::array<BlockRow, sizeof...(R)> block_rows(std::index_sequence<R...>) {
  return {block_row<static_cast<int64_t>(R) + 1>...};
}
constexpr auto kBlockRows = block_rows(std::make_index_sequence<kRows>{});

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

// B as a whole: depth block after depth block, each a row of panels [length][kCols].
void pack_all(const Matrix& b, int64_t k, int64_t n, real* out) {
  const int64_t across = panels(n, kCols);
  const int64_t grain = std::max<int64_t>(1, kGrain / (std::min(k, kDepth) * kCols));
  parallel_for(panels(k, kDepth) * across, grain, [=](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      const int64_t depth = i / across * kDepth, col = i % across * kCols;
      const int64_t length = std::min(kDepth, k - depth);
      pack<kCols>(b, depth, length, col, std::min(kCols, n - col),
                  out + depth * across * kCols + col * length);
    }
  });
}

struct Size {
  int64_t m, n, k;
};

// A piece of C: some panels of rows by some panels of columns.
struct Piece {
  int64_t top, bottom, left, right;
};

// B's panels left .. right at a depth, packed where they are needed. Every piece has its own, even
// though those above and below need the same: a panel that another core has packed would come from
// that core's cache, which costs more.
class OwnPanels {
 public:
  OwnPanels(const Matrix& b, const Size& size) : b_(b), size_(size) {}

  const real* at(int64_t depth, int64_t length, const Piece& piece) {
    const int64_t col = piece.left * kCols;
    pack<kCols>(b_, depth, length, col, std::min(piece.right * kCols, size_.n) - col, panels_);
    return panels_;
  }

 private:
  const Matrix& b_;
  const Size& size_;
  alignas(kVectorBytes) real panels_[kColPanels * kCols * kDepth];
};

// The same of a B that is packed as a whole.
class SharedPanels {
 public:
  SharedPanels(const PackedMatrix& b, const Size& size) : data_(b.data()), size_(size) {}

  const real* at(int64_t depth, int64_t length, const Piece& piece) const {
    return data_ + (depth * panels(size_.n, kCols) + piece.left * length) * kCols;
  }

 private:
  const real* data_;
  const Size& size_;
};

template <class Panels>
void multiply_piece(const Matrix& a, Panels& b, const Result& c, const Size& size,
                    const Piece& piece) {
  // A is read where it is unless it is transposed, or its rows are apart by so round a number that
  // they take the same few places of the first level of the cache from each other.
  const bool in_place = !a.transposed && a.stride * int64_t{sizeof(real)} % 2048 != 0;
  alignas(kVectorBytes) real packed_a[kRowPanels * kRows * kDepth + kLanes];
  for (int64_t depth = 0; depth < size.k; depth += kDepth) {
    const int64_t length = std::min(kDepth, size.k - depth);
    const real* const packed_b = b.at(depth, length, piece);
    for (int64_t i = piece.top; i < piece.bottom; ++i) {
      const int64_t row = i * kRows, group = (i - piece.top) % kRowPanels;
      if (!in_place && group == 0)
        pack<kRows>({a.data, a.stride, !a.transposed}, depth, length, row,
                    std::min(std::min(i + kRowPanels, piece.bottom) * kRows, size.m) - row,
                    packed_a);
      const Left left = in_place ? Left{a.data + row * a.stride + depth, a.stride, 1}
                                 : Left{packed_a + group * kRows * length, 1, kRows};
      kBlockRows[static_cast<size_t>(std::min(kRows, size.m - row) - 1)](
          left, packed_b, length, c.at(row, piece.left * kCols).after(depth),
          std::min(piece.right * kCols, size.n) - piece.left * kCols);
    }
  }
}

template <class Panels, class B>
void multiply_packed(const Matrix& a, const B& b, const Result& c, const Size& size) {
  const int64_t down = panels(size.m, kRows), across = panels(size.n, kCols);
  int64_t row_pieces = 1, col_pieces = panels(across, kColPanels);
  // Enough pieces for the threads to end at about the same time. A piece packs its part of A and of
  // B, which is least work if it is as high as wide.
  const int64_t enough = std::min<int64_t>(kPieces, size.m * size.n * size.k / kSerial);
  while (threads() > 1 && row_pieces * col_pieces < enough) {
    if (down * kRows * col_pieces >= across * kCols * row_pieces && 2 * row_pieces <= down)
      row_pieces *= 2;
    else if (2 * col_pieces <= across)
      col_pieces *= 2;
    else
      break;
  }
  parallel_for(row_pieces * col_pieces, 1, [&](int64_t begin, int64_t end) {
    Panels panels_of_b(b, size);
    for (int64_t i = begin; i < end; ++i) {
      const int64_t row = i / col_pieces, col = i % col_pieces;
      multiply_piece(a, panels_of_b, c, size,
                     {row * down / row_pieces, (row + 1) * down / row_pieces,
                      col * across / col_pieces, (col + 1) * across / col_pieces});
    }
  });
}

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

// With nothing to sum, C is what it starts from.
bool is_empty(const Result& c, const Size& size) {
  if (size.m > 0 && size.n > 0 && size.k > 0) return false;
  for (int64_t i = 0; i < size.m && !c.accumulate; ++i)
    for (int64_t j = 0; j < size.n; ++j)
      c.data[i * c.stride + j] = c.bias ? c.bias[j] : real(0);
  return true;
}

}  // namespace

void matmul(const Matrix& a, const Matrix& b, real* c, int64_t c_stride, int64_t m, int64_t n,
            int64_t k, bool accumulate, const real* bias) {
  const Result result{c, c_stride, accumulate, bias};
  const Size size{m, n, k};
  if (is_empty(result, size)) return;
  if (m <= kRows) return multiply_thin(a, b, result, size);
  multiply_packed<OwnPanels>(a, b, result, size);
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

PackedMatrix::PackedMatrix(const Matrix& b, int64_t k, int64_t n)
    : k_(k), n_(n), panels_(panels(n, kCols) * kCols * k) {
  if (k > 0) pack_all(b, k, n, panels_.data());
}

void matmul(const Matrix& a, const PackedMatrix& b, real* c, int64_t c_stride, int64_t m,
            bool accumulate, const real* bias) {
  const Result result{c, c_stride, accumulate, bias};
  const Size size{m, b.n(), b.k()};
  if (!is_empty(result, size)) multiply_packed<SharedPanels>(a, b, result, size);
}

}  // namespace gloss::kernels
