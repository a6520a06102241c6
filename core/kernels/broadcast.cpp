#include "core/kernels/broadcast.h"

namespace gloss::kernels {

Broadcast::Broadcast(const Shape& a, const Shape& b, const Shape& y) {
  // From the last axis outwards. An axis merges with the one inside it if, for both operands, its
  // stride is the length times the stride of the inner one.
  int64_t a_size = 1, b_size = 1;
  lengths.fill(1);
  a_strides.fill(0);
  b_strides.fill(0);
  for (int back = 1; back <= y.rank(); ++back) {
    const int64_t length = y[-back];
    if (length == 1) continue;
    const bool in_a = back <= a.rank() && a[-back] != 1;
    const bool in_b = back <= b.rank() && b[-back] != 1;
    const int64_t a_stride = in_a ? a_size : 0;
    const int64_t b_stride = in_b ? b_size : 0;
    const size_t inner = static_cast<size_t>(rank) - 1;
    if (rank > 0 && a_stride == a_strides[inner] * lengths[inner] &&
        b_stride == b_strides[inner] * lengths[inner]) {
      lengths[inner] *= length;
    } else {
      const auto i = static_cast<size_t>(rank++);
      lengths[i] = length;
      a_strides[i] = a_stride;
      b_strides[i] = b_stride;
    }
    if (in_a) a_size *= length;
    if (in_b) b_size *= length;
    size *= length;
  }
}

}  // namespace gloss::kernels
