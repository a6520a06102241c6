#pragma once

#include <cstdint>

#include "core/real.h"

namespace gloss::kernels {

// Rows of n elements, of which the first lengths[row / rows_per_length] count (all, if lengths is
// null): softmax gives exact zeros past the end, log_softmax minus infinity. A row of length 0 is
// all zeros. The largest element is subtracted first, so nothing overflows.
struct Rows {
  int64_t rows, n;
  const int32_t* lengths = nullptr;
  int64_t rows_per_length = 1;

  int64_t length(int64_t row) const { return lengths ? lengths[row / rows_per_length] : n; }
};
void softmax_forward(const Rows& shape, const real* x, real* y);
void softmax_backward(const Rows& shape, const real* y, const real* dy, real* dx);
void log_softmax_forward(const Rows& shape, const real* x, real* y);
void log_softmax_backward(const Rows& shape, const real* y, const real* dy, real* dx);

// For each row of logits [rows, n] with a target in [0, n): the negative log-likelihood of the
// smoothed target distribution, (1 - smoothing) * onehot + smoothing / n, and the log of the
// softmax's denominator, sum_i exp(x_i - max x). Rows whose target is `ignored` give 0.
struct SmoothedTargets {
  const int32_t* targets;
  int32_t ignored;
  real smoothing;
};
void cross_entropy_forward(int64_t rows, int64_t n, const real* logits, const SmoothedTargets& t,
                           real* losses, real* log_denominators);
// The same losses, none of the targets being `ignored`, and each row of logits overwritten with its
// gradient, softmax - smoothed target: for logits that nobody wants to keep.
void cross_entropy_in_place(int64_t rows, int64_t n, real* logits, const SmoothedTargets& t,
                            real* losses);
// dlogits += (softmax - smoothed target) * dy
void cross_entropy_backward(int64_t rows, int64_t n, const real* logits, const SmoothedTargets& t,
                            const real* log_denominators, real dy, real* dlogits);

}  // namespace gloss::kernels
