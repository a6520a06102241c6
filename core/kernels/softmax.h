#pragma once

#include <cstdint>

#include "core/gradient_buffer.h"
#include "core/real.h"

namespace gloss::kernels {

// Rows of n elements, of which the first length(row) take part, as attention needs it: with
// lengths {2, 3} and rows_per_length = 2 (two queries for each sentence of keys) the rows are
//
//   row 0   x x .      row 1   x x .      row 2   x x x      row 3   x x x
//
// softmax gives exactly 0 at the dots and log_softmax minus infinity, whatever stands there, and a
// row of length 0 has only dots. The largest element is subtracted first, so that exp cannot
// overflow.
struct Rows {
  int64_t rows, n;
  const int32_t* lengths = nullptr;  // null: all elements take part
  int64_t rows_per_length = 1;

  int64_t length(int64_t row) const { return lengths ? lengths[row / rows_per_length] : n; }
};
void softmax_forward(const Rows& shape, const real* x, real* y);
void softmax_backward(const Rows& shape, const real* y, const real* dy, GradientBuffer dx);
void log_softmax_forward(const Rows& shape, const real* x, real* y);  // y may be x
void log_softmax_backward(const Rows& shape, const real* y, const real* dy, GradientBuffer dx);

// The cross-entropy of each row of logits [rows, n] with a smoothed target distribution,
//   loss = -sum_i q_i log softmax(x)_i,   q = (1 - smoothing) onehot(target) + smoothing / n
struct CrossEntropy {
  int64_t rows, n;
  const int32_t* targets;  // [rows], each in [0, n) or `ignored`
  int32_t ignored;         // a row with this target has the loss and the gradient 0
  real smoothing;
};
// Each row of logits is overwritten by the gradient of its loss, softmax - q.
void cross_entropy(const CrossEntropy& shape, real* logits, real* losses);

// Two predictions of each target: row i of logits [2 pairs, n] has the distribution p1, row
// pairs + i the distribution p2. With the cross-entropies ce1 and ce2 and KL(p || r) = sum_j p_j
// log(p_j / r_j),
//   loss = first ce1 + second ce2     penalty = forward KL(p1 || p2) + reverse KL(p2 || p1)
struct Consistency {
  int64_t pairs, n;
  const int32_t* targets;  // [pairs]
  real smoothing;
  real first, second, forward, reverse;
};
// The logits are overwritten by the gradients of loss + penalty. With d_j = log(p1_j / p2_j):
//   first (p1_j - q_j)  + forward p1_j (d_j - KL(p1 || p2)) + reverse (p1_j - p2_j)
//   second (p2_j - q_j) + forward (p2_j - p1_j) - reverse p2_j (d_j + KL(p2 || p1))
void consistency(const Consistency& shape, real* logits, real* losses, real* penalties);

}  // namespace gloss::kernels
