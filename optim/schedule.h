#pragma once

#include <cstdint>
#include <optional>

namespace gloss::optim {

// Learning rates as functions of the update's number t, which counts from 1. Nothing is kept from
// one call to the next, so a resumed run needs only t. With a warm-up, the rate rises linearly from
// lr / warmup at t = 1 to lr at t = warmup.

double constant_lr(double lr, int64_t t, int64_t warmup = 0);

// lr min(t / warmup, sqrt(warmup / t)), the shape of Vaswani et al. 2017, equation 3, with lr for
// its peak. Without a warm-up, lr / sqrt(t).
double inverse_sqrt_lr(double lr, int64_t t, int64_t warmup = 0);

// After the warm-up, half a cosine from lr down to 0 at t = total, and 0 from there on (Loshchilov
// and Hutter 2017, equation 5, without restarts): lr (1 + cos(pi (t - warmup) / (total - warmup)))
// / 2.
double cosine_lr(double lr, int64_t t, int64_t total, int64_t warmup = 0);

// Lowers the rate when validation stops helping: `scale`, by which the caller multiplies the rate,
// is multiplied by `factor` after every `patience` validations in a row that were no better than
// the best. The last three members are its state, to be saved and put back.
struct Plateau {
  double factor = 0.5;
  int64_t patience = 5;

  double scale = 1;
  std::optional<double> best = std::nullopt;  // none before the first validation
  int64_t stalled = 0;  // validations since the best, or since the last reduction

  // Takes the result of a validation, lower being better; true if it lowered the scale. A result
  // that is not finite is no improvement.
  bool update(double loss);
};

}  // namespace gloss::optim
