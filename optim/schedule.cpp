#include "optim/schedule.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/check.h"

namespace gloss::optim {
namespace {

// The factor of the warm-up: t / warmup, at most 1.
double warmup_factor(const char* where, int64_t t, int64_t warmup) {
  check(t >= 1, where, "updates count from 1: t is ", t);
  check(warmup >= 0, where, "warmup must not be negative: ", warmup);
  return t < warmup ? static_cast<double>(t) / static_cast<double>(warmup) : 1;
}

void check_progress(const char* where, double progress) {
  check(progress >= 0 && progress <= 1, where, "progress must be in [0, 1]: ", progress);
}

}  // namespace

double constant_lr(double lr, int64_t t, int64_t warmup) {
  return lr * warmup_factor("constant_lr", t, warmup);
}

double inverse_sqrt_lr(double lr, int64_t t, int64_t warmup) {
  const double rising = warmup_factor("inverse_sqrt_lr", t, warmup);
  const double peak = static_cast<double>(std::max<int64_t>(warmup, 1));
  return lr * std::min(rising, std::sqrt(peak / static_cast<double>(t)));
}

double linear_lr(double lr, int64_t t, double progress, int64_t warmup) {
  const double rising = warmup_factor("linear_lr", t, warmup);
  check_progress("linear_lr", progress);
  return lr * std::min(rising, 1 - progress);
}

double cosine_lr(double lr, int64_t t, double progress, int64_t warmup) {
  const double rising = warmup_factor("cosine_lr", t, warmup);
  check_progress("cosine_lr", progress);
  return lr * std::min(rising, (1 + std::cos(std::numbers::pi * progress)) / 2);
}

double progress_of_updates(int64_t t, int64_t total, int64_t warmup) {
  check(total > warmup, "schedule", "the run must be longer than the warm-up: it has ", total,
        " updates, the warm-up ", warmup);
  const double progress = static_cast<double>(t - warmup) / static_cast<double>(total - warmup);
  return std::clamp(progress, 0.0, 1.0);
}

bool Plateau::update(double loss) {
  check(factor > 0 && factor < 1, "plateau", "factor must be in (0, 1): ", factor);
  check(patience >= 1, "plateau", "patience must be at least 1: ", patience);
  if (std::isfinite(loss) && (!best || loss < *best)) {
    best = loss;
    stalled = 0;
    return false;
  }
  if (++stalled < patience) return false;
  scale *= factor;
  stalled = 0;
  return true;
}

}  // namespace gloss::optim
