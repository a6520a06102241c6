#include "core/kernels/matmul.h"

#include <array>
#include <utility>

#include "core/kernels/matmul_block.h"

// The packed product of Goto and van de Geijn ("Anatomy of High-Performance Matrix
// Multiplication", 2008): B, and A where it is transposed, is copied into panels that the innermost
// loop reads from end to end, and a block of C as large as the registers hold is summed over K
// without touching memory. Packing also undoes transposes. Few rows go another way
// (matmul_thin.cpp). Both sum in the same order.

namespace gloss::kernels {
namespace {

// The most column panels of a piece of work, which stay in the second level of the cache, and how
// many pieces are enough.
constexpr int64_t kColPanels = 16;
constexpr int64_t kPieces = 8;

// How many panels of A are packed at a time, if it is packed.
constexpr int64_t kRowPanels = 8;

int64_t panels(int64_t length, int64_t width) {
  return (length + width - 1) / width;
}

// Asks for a block's places in memory, so that they are near once the sums are to go there.
template <int64_t R, int64_t C>
void fetch(const Result& c) {
  constexpr int64_t kLine = 64 / static_cast<int64_t>(sizeof(real));
#pragma GCC unroll 16
  for (int64_t i = 0; i < R; ++i)
#pragma GCC unroll 8
    for (int64_t j = 0; j < C * kLanes; j += kLine)
      __builtin_prefetch(c.data + i * c.stride + j, 1);
}

// C[R, cols] (+)= A[R, k] b, the panels of b being [k][kCols] one after the other.
template <int64_t R>
void block_row(const Left& a, const real* b, int64_t k, Result c, int64_t cols) {
  const auto run = [&]<int64_t C>(std::integral_constant<int64_t, C>) {
    for (; cols > (C - 2) * kLanes; cols -= C * kLanes) {
      fetch<R, C>(c);
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

// Whether A is read where it is. It is packed if its rows are apart by so round a number that they
// take the same few places of the first level of the cache from each other, or, if it is
// transposed, by so many bytes that each of the many rows that are read stands on a page of its
// own.
bool is_read_in_place(const Matrix& a) {
  constexpr int64_t kRound = 2048, kPage = 4096;
  const int64_t bytes = a.stride * int64_t{sizeof(real)};
  return bytes % kRound != 0 && (!a.transposed || bytes < kPage);
}

template <class Panels>
void multiply_piece(const Matrix& a, Panels& b, const Result& c, const Size& size,
                    const Piece& piece) {
  const bool in_place = is_read_in_place(a);
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
      Left left{packed_a + group * kRows * length, 1, kRows};
      if (in_place)
        left = a.transposed ? Left{a.data + depth * a.stride + row, 1, a.stride}
                            : Left{a.data + row * a.stride + depth, a.stride, 1};
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

// C[rows, C vectors] (+)= a b for a column a, `step` apart, and a row b of which `cols` are there.
template <int64_t C>
void outer_strip(const real* a, int64_t step, const real* b, int64_t rows, Result c, int64_t cols) {
  Vector row[C];
  for (int64_t j = 0; j < C; ++j)
    row[j] = load_part(b + j * kLanes, cols - j * kLanes);
  for (int64_t i = 0; i < rows; ++i, c = c.at(1, 0)) {
    Vector sum[1][C] = {};
#pragma GCC unroll 8
    for (int64_t j = 0; j < C; ++j)
      sum[0][j] += a[i * step] * row[j];
    put(sum, c, cols);
  }
}

// A single product to each element: what takes time is passing over C.
void multiply_outer(const Matrix& a, const real* b, const Result& c, const Size& size) {
  constexpr int64_t kWide = 8 * kLanes;
  const int64_t step = a.transposed ? 1 : a.stride;
  parallel_for(size.m, std::max<int64_t>(1, kGrain / size.n), [&](int64_t begin, int64_t end) {
    const real* const from = a.data + begin * step;
    int64_t col = 0;
    for (; col + kWide <= size.n; col += kWide)
      outer_strip<8>(from, step, b + col, end - begin, c.at(begin, col), kWide);
    for (; col < size.n; col += kLanes)
      outer_strip<1>(from, step, b + col, end - begin, c.at(begin, col), size.n - col);
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
  if (k == 1 && !b.transposed) return multiply_outer(a, b.data, result, size);
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
