#include "core/kernels/linear_cross_entropy.h"

#include <algorithm>
#include <optional>

#include "core/allocator.h"
#include "core/kernels/gather.h"
#include "core/kernels/matmul.h"

namespace gloss::kernels {
namespace {

// Rows of logits that exist at a time: many, since every chunk reads and writes all of dw, yet few
// enough for them to stay in the L2 cache. At most kDepth, so that a chunk adds to dw once, and a
// multiple of the 14 or 6 rows of a register tile.
constexpr int64_t kChunk = 378;

}  // namespace

void linear_cross_entropy(const LinearCrossEntropy& in, real* losses, real* dx, real* dw) {
  const int64_t rows = in.loss.rows, features = in.features, classes = in.loss.n;
  // x^T with a last row of ones, [E + 1, rows]: the bias is the weight of a feature that is always
  // 1, so that one product gives the gradients of both.
  const Storage x_transposed(dw ? (features + 1) * rows : 0);
  if (dw) {
    permute_forward(in.x, {{1, 1, features, rows}, {0, 0, 1, features}}, x_transposed.data());
    std::fill_n(x_transposed.data() + features * rows, rows, real(1));
    if (rows == 0) std::fill_n(dw, (features + 1) * classes, real(0));
  }
  const PackedMatrix forward({in.weight, features, true}, features, classes);
  std::optional<const PackedMatrix> backward;
  if (dx) backward.emplace(Matrix{in.weight, features}, classes, features);
  const Storage logits(std::min(kChunk, rows) * classes);
  for (int64_t begin = 0; begin < rows; begin += kChunk) {
    CrossEntropy chunk = in.loss;
    chunk.rows = std::min(kChunk, rows - begin);
    chunk.targets += begin;
    matmul_packed({.a = {in.x + begin * features, features},
                   .b = forward,
                   .c = {logits.data(), classes},
                   .m = chunk.rows,
                   .bias = in.bias});
    cross_entropy_in_place(chunk, logits.data(), losses + begin);
    const real* const dlogits = logits.data();
    if (dx)
      matmul_packed({.a = {dlogits, classes},
                     .b = *backward,
                     .c = {dx + begin * features, features},
                     .m = chunk.rows});
    if (dw)
      matmul({.a = {x_transposed.data() + begin, rows},
              .b = {dlogits, classes},
              .c = {dw, classes},
              .m = features + 1,
              .n = classes,
              .k = chunk.rows,
              .accumulate = begin > 0});
  }
}

}  // namespace gloss::kernels
