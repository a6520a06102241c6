#include "core/kernels/matmul.h"

#include <atomic>

#include "core/kernels/matmul_panels.h"

namespace gloss::kernels {
namespace {

// Relaxed, since nothing else is read by this number.
std::atomic<int64_t> multiply_adds_made{0};

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

void multiply(const Matrix& a, const Panels& b, Operands operands, const Output& c,
              const Size& size) {
  const Matrix& plain = b.plain;
  if (handle_empty(c, size)) return;
#ifdef GLOSS_AMX
  if (operands == Operands::bf16 && !AmxTiles::permitted())
    return multiply_panels<Bf16TilesWithoutAmx>(a, b, c, size);
#endif
  if (operands == Operands::bf16) return multiply_panels<Bf16Tiles>(a, b, c, size);
  if (!b.packed && size.k == 1 && !plain.transposed) return multiply_outer(a, plain.data, c, size);
  if (!b.packed && size.m <= kTileRows) return multiply_small_m(a, plain, c, size);
  multiply_panels<Fp32Tiles>(a, b, c, size);
}

}  // namespace

void matmul(const Product& p) {
  const Size size{p.m, p.n, p.k};
  count_multiply_adds(p.batch.count * p.m * p.n * p.k);
  const int64_t grain = std::max<int64_t>(1, 8 * kGrain / std::max<int64_t>(1, p.m * p.n * p.k));
  parallel_for(p.batch.count, grain, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i)
      multiply({p.a.data + i * p.batch.a_stride, p.a.stride, p.a.transposed},
               {{p.b.data + i * p.batch.b_stride, p.b.stride, p.b.transposed}, nullptr, size.n},
               p.operands, {p.c.data + i * p.batch.c_stride, p.c.stride, p.accumulate, p.bias},
               size);
  });
}

PackedMatrix::PackedMatrix(const Matrix& b, int64_t k, int64_t n, Operands operands)
    : k_(k),
      n_(n),
      operands_(operands),
      panels_(panels(n, kTileCols) * kTileCols *
              (operands == Operands::bf16 ? steps<Bf16Tiles>(k) : k)) {
  if (k == 0) return;
  if (operands == Operands::bf16)
    pack_all<Bf16Tiles>(b, k, n, panels_.data());
  else
    pack_all<Fp32Tiles>(b, k, n, panels_.data());
}

void matmul_packed(const PackedProduct& p) {
  const Output c{p.c.data, p.c.stride, p.accumulate, p.bias};
  const Size size{p.m, p.b.n(), p.b.k()};
  count_multiply_adds(size.m * size.n * size.k);
  multiply(p.a, {{}, p.b.data(), size.n}, p.b.operands(), c, size);
}

int64_t multiply_adds() {
  return multiply_adds_made.load(std::memory_order_relaxed);
}

void count_multiply_adds(int64_t count) {
  multiply_adds_made.fetch_add(count, std::memory_order_relaxed);
}

}  // namespace gloss::kernels
