#pragma once

#include <cstdint>
#include <optional>

namespace gloss::optim {

// Learning rates as functions of the number t of the update, counted from 1. The functions have no
// state, so a resumed run needs only t. During a warm-up the rate rises linearly from lr / warmup
// at t = 1 to lr at t = warmup.

// lr, after the warm-up.
double constant_lr(double lr, int64_t t, int64_t warmup = 0);

// lr min(t / warmup, sqrt(warmup / t)): Vaswani et al. 2017, equation 3, scaled so that its peak is
// lr. Without a warm-up, lr / sqrt(t).
double inverse_sqrt_lr(double lr, int64_t t, int64_t warmup = 0);

// Two rates that end with the run. `progress` is the share of the run that is over, from 0 to 1:
//   linear_lr = lr min(t / warmup, 1 - progress)
//   cosine_lr = lr min(t / warmup, (1 + cos(pi progress)) / 2)
// (Loshchilov and Hutter 2017, equation 5, without restarts).
double linear_lr(double lr, int64_t t, double progress, int64_t warmup = 0);
double cosine_lr(double lr, int64_t t, double progress, int64_t warmup = 0);

// The share of the updates after the warm-up, (t - warmup) / (total - warmup), within [0, 1].
double progress_of_updates(int64_t t, int64_t total, int64_t warmup = 0);

// Lowers the learning rate when the validation loss stops improving: after `patience` validations
// in a row without a new best loss, `scale` is multiplied by `factor`. The caller multiplies the
// rate by `scale`. The last three members are the state that a resumed run restores.
struct Plateau {
  double factor = 0.5;
  int64_t patience = 5;

  double scale = 1;
  std::optional<double> best = std::nullopt;  // none before the first validation
  int64_t stalled = 0;  // validations since the best, or since the last reduction

  // To be called with the loss of each validation. Returns whether the scale was lowered. A loss
  // that is not finite counts as no improvement.
  bool update(double loss);
};

}  // namespace gloss::optim
