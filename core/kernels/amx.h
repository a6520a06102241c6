#pragma once

#include "core/kernels/bf16.h"

#if defined(__AMX_BF16__) && defined(GLOSS_AVX512_BF16)
#define GLOSS_AMX
#include <atomic>
#include <immintrin.h>
#include <sys/syscall.h>
#include <unistd.h>

// Tiles of C in the matrix registers of AMX, an extension of x86-64 (Intel's manual, volume 2,
// TDPBF16PS). Each of the eight registers has 16 rows of 16 words of 32 bits. One instruction
// multiplies 16 rows of A by 16 columns of B, each word of them a pair of bf16 numbers:
//
//               b 6   b 7        k = 32 numbers, 16 words
//             .-----.-----.
//             |     |     |
//        .----+-----+-----|
//   a 4  |    | c 0 | c 1 |      c += a b
//        |----+-----+-----|
//   a 5  |    | c 2 | c 3 |
//        '----'-----'-----'
//
// It sums the products of the 16 lower halves in order, those of the upper halves likewise, and
// adds the sum of both sums to c, which begins with C if the product is added to it, with the bias,
// or with zeros. Operands, sums and elements below 2^-126 count as zeros.
namespace gloss::kernels {

class AmxTiles {
 public:
  static constexpr int64_t kRows = 32, kProducts = 2, kSteps = 16;
  static constexpr bool kRounds = true, kRoundsByInstruction = true;
  using Rows = TileA<kDepth / kProducts, 1>;
  static_assert(kTileCols == 32);

  // Whether the operating system lets this process use the matrix registers. Linux wants to be
  // asked, since what it saves of a thread may then be 8 KiB larger. The numbers are those of its
  // documentation, "Using XSTATE features in user space applications".
  static bool permitted() {
    constexpr int kRequestPermission = 0x1023, kMatrixData = 18;
    static const bool permitted = syscall(SYS_arch_prctl, kRequestPermission, kMatrixData) == 0;
    return permitted;
  }

  AmxTiles() {
    struct alignas(64) Shape {  // LDTILECFG
      uint8_t palette = 1, start_row = 0, reserved[14] = {};
      uint16_t row_bytes[16] = {64, 64, 64, 64, 64, 64, 64, 64};
      uint8_t rows[16] = {16, 16, 16, 16, 16, 16, 16, 16};
    };
    static constexpr Shape shape;
    _tile_loadconfig(&shape);
  }
  ~AmxTiles() { _tile_release(); }  // nothing more to save for this thread
  AmxTiles(const AmxTiles&) = delete;
  AmxTiles& operator=(const AmxTiles&) = delete;

  // C[rows, cols] = A[rows, k] B for packed B. There have to be kRows rows of A; what the others
  // hold does not matter.
  void multiply(const Rows& a, const TileB& b, int64_t k, const Output& c, int64_t rows,
                int64_t cols) const {
    for (int64_t col = 0; col < cols; col += kTileCols) {
      const real* const panel = b.data + col / kTileCols * b.panel_stride;
      const Output tile = c.at(0, col);
      if (rows == kRows && cols - col >= kTileCols)
        multiply_whole(a, panel, k, tile, true);
      else
        multiply_edge(a, panel, k, tile, rows, std::min(kTileCols, cols - col));
    }
  }

 private:
  static constexpr int64_t kWord = sizeof(real), kHalf = kRows / 2;

  // A whole tile of C. Without `both` halves only the upper 16 rows are multiplied.
  static void multiply_whole(const Rows& a, const real* b, int64_t k, const Output& c, bool both) {
    prefetch_tile<kRows, kTileCols / kLanes>(c);
    // g++ does not know that loads of tiles read memory: what is written above has to be there.
    std::atomic_signal_fence(std::memory_order_seq_cst);
    const real* const start = c.accumulate ? c.data : c.bias;
    const int64_t below = c.accumulate ? c.stride : 0;
    if (start) {
      _tile_loadd(0, start, below * kWord);
      _tile_loadd(1, start + kLanes, below * kWord);
      _tile_loadd(2, start + kHalf * below, below * kWord);
      _tile_loadd(3, start + kHalf * below + kLanes, below * kWord);
    } else {
      _tile_zero(0);
      _tile_zero(1);
      _tile_zero(2);
      _tile_zero(3);
    }
    for (int64_t s = 0; s < steps<AmxTiles>(k); s += kSteps) {
      _tile_loadd(6, b + s * kTileCols, kTileCols * kWord);
      _tile_loadd(4, a.data + s, a.row_stride * kWord);
      _tile_dpbf16ps(0, 4, 6);
      _tile_loadd(7, b + s * kTileCols + kLanes, kTileCols * kWord);
      _tile_dpbf16ps(1, 4, 7);
      if (!both) continue;
      _tile_loadd(5, a.data + kHalf * a.row_stride + s, a.row_stride * kWord);
      _tile_dpbf16ps(2, 5, 6);
      _tile_dpbf16ps(3, 5, 7);
    }
    _tile_stored(0, c.data, c.stride * kWord);
    _tile_stored(1, c.data + kLanes, c.stride * kWord);
    _tile_stored(2, c.data + kHalf * c.stride, c.stride * kWord);
    _tile_stored(3, c.data + kHalf * c.stride + kLanes, c.stride * kWord);
  }

  // A tile at the edge of C: a whole one, of which only these rows and columns are copied.
  static void multiply_edge(const Rows& a, const real* b, int64_t k, const Output& c, int64_t rows,
                            int64_t cols) {
    alignas(kVectorBytes) real tile[kRows * kTileCols], bias[kTileCols];
    const auto copy_row = [cols](const real* from, real* to) {
      for (int64_t j = 0; j < cols; j += kLanes)
        store_part(to + j, load_part(from + j, cols - j), cols - j);
    };
    for (int64_t i = 0; i < rows && c.accumulate; ++i)
      copy_row(c.data + i * c.stride, tile + i * kTileCols);
    if (c.bias) copy_row(c.bias, bias);
    multiply_whole(a, b, k, {tile, kTileCols, c.accumulate, c.bias ? bias : nullptr}, rows > kHalf);
    for (int64_t i = 0; i < rows; ++i)
      copy_row(tile + i * kTileCols, c.data + i * c.stride);
  }
};

}  // namespace gloss::kernels
#endif
