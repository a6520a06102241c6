#include "optim/schedule.h"

#include <cmath>
#include <limits>
#include <vector>

#include "tests/support/catch.h"

using namespace gloss::optim;

TEST_CASE("schedule: constant_lr rises through the warm-up and stays", "[optim]") {
  CHECK(constant_lr(0.5, 1) == 0.5);
  CHECK(constant_lr(0.5, 1000000) == 0.5);
  CHECK(constant_lr(0.5, 1, 4) == 0.125);
  CHECK(constant_lr(0.5, 3, 4) == 0.375);
  CHECK(constant_lr(0.5, 4, 4) == 0.5);
  CHECK(constant_lr(0.5, 5, 4) == 0.5);
}

TEST_CASE("schedule: inverse_sqrt_lr peaks at the end of the warm-up", "[optim]") {
  CHECK(inverse_sqrt_lr(0.5, 1, 100) == Approx(0.005));
  CHECK(inverse_sqrt_lr(0.5, 99, 100) == Approx(0.495));
  CHECK(inverse_sqrt_lr(0.5, 100, 100) == 0.5);
  CHECK(inverse_sqrt_lr(0.5, 101, 100) == Approx(0.5 * std::sqrt(100.0 / 101)));
  CHECK(inverse_sqrt_lr(0.5, 400, 100) == 0.25);
}

TEST_CASE("schedule: inverse_sqrt_lr without a warm-up starts at its peak", "[optim]") {
  for (const int warmup : {0, 1}) {
    CHECK(inverse_sqrt_lr(0.5, 1, warmup) == 0.5);
    CHECK(inverse_sqrt_lr(0.5, 4, warmup) == 0.25);
  }
}

TEST_CASE("schedule: linear_lr falls with the progress of the run", "[optim]") {
  CHECK(linear_lr(0.5, 100, 0) == 0.5);
  CHECK(linear_lr(0.5, 100, 0.25) == 0.375);
  CHECK(linear_lr(0.5, 100, 1) == 0);
}

TEST_CASE("schedule: cosine_lr falls along half a cosine", "[optim]") {
  CHECK(cosine_lr(0.5, 100, 0) == 0.5);
  CHECK(cosine_lr(0.5, 100, 0.25) == Approx(0.25 * (1 + std::sqrt(0.5))));
  CHECK(cosine_lr(0.5, 100, 0.5) == Approx(0.25));
  CHECK(cosine_lr(0.5, 100, 0.99) > 0);
  CHECK(cosine_lr(0.5, 100, 1) == 0);
}

TEST_CASE("schedule: a rate in its warm-up is the smaller one of rise and fall", "[optim]") {
  for (const auto& rate : {linear_lr, cosine_lr}) {
    CHECK(rate(0.5, 1, 0.1, 10) == Approx(0.05));
    CHECK(rate(0.5, 9, 0.9, 10) == rate(0.5, 9, 0.9, 0));
    CHECK(rate(0.5, 9, 0.9, 10) < 0.1);
  }
}

TEST_CASE("schedule: the progress of updates begins after the warm-up and ends at 1", "[optim]") {
  CHECK(progress_of_updates(1, 30, 10) == 0);
  CHECK(progress_of_updates(10, 30, 10) == 0);
  CHECK(progress_of_updates(15, 30, 10) == 0.25);
  CHECK(progress_of_updates(30, 30, 10) == 1);
  CHECK(progress_of_updates(31, 30, 10) == 1);
}

TEST_CASE("schedule: a mistake is reported with the value", "[optim]") {
  CHECK_THROWS_WITH(constant_lr(1, 0), "constant_lr: updates count from 1: t is 0");
  CHECK_THROWS_WITH(inverse_sqrt_lr(1, 1, -1), "inverse_sqrt_lr: warmup must not be negative: -1");
  CHECK_THROWS_WITH(linear_lr(1, 1, -0.5), "linear_lr: progress must be in [0, 1]: -0.5");
  CHECK_THROWS_WITH(cosine_lr(1, 1, 10), "cosine_lr: progress must be in [0, 1]: 10");
  CHECK_THROWS_WITH(progress_of_updates(1, 10, 10),
                    "schedule: the run must be longer than the warm-up: it has 10 updates, the "
                    "warm-up 10");
}

TEST_CASE("plateau: the scale falls after `patience` validations without improvement", "[optim]") {
  Plateau plateau{.factor = 0.25, .patience = 2};
  std::vector<double> scales;
  // Equal to the best is no improvement; better than the one before, but not than the best,
  // neither.
  for (const double loss : {5.0, 4.0, 4.0, 3.0, 6.0, 5.0, 4.0, 3.0, 2.0, 2.5}) {
    const double before = plateau.scale;
    const bool lowered = plateau.update(loss);
    CHECK(lowered == (plateau.scale < before));
    scales.push_back(plateau.scale);
  }
  CHECK(scales == std::vector<double>{1, 1, 1, 1, 1, 0.25, 0.25, 0.0625, 0.0625, 0.0625});
  CHECK(plateau.best == 2.0);
  CHECK(plateau.stalled == 1);
}

TEST_CASE("plateau: a resumed plateau continues from its saved state", "[optim]") {
  Plateau whole{.patience = 3};
  for (const double loss : {2.0, 3.0, 3.0})
    whole.update(loss);
  Plateau resumed{
      .patience = 3, .scale = whole.scale, .best = whole.best, .stalled = whole.stalled};
  CHECK(resumed.update(3));
  CHECK(resumed.scale == 0.5);
}

TEST_CASE("plateau: a result that is not finite is no improvement", "[optim]") {
  Plateau plateau{.patience = 3};
  CHECK_FALSE(plateau.update(std::nan("")));
  CHECK_FALSE(plateau.update(std::numeric_limits<double>::infinity()));
  CHECK_FALSE(plateau.best.has_value());
  CHECK_FALSE(plateau.update(7));
  CHECK(plateau.best == 7.0);
  plateau.update(std::nan(""));
  plateau.update(std::numeric_limits<double>::infinity());
  CHECK(plateau.update(std::nan("")));
}

TEST_CASE("plateau: options out of range are reported with their value", "[optim]") {
  CHECK_THROWS_WITH(Plateau{.factor = 1}.update(1), "plateau: factor must be in (0, 1): 1");
  CHECK_THROWS_WITH(Plateau{.patience = 0}.update(1), "plateau: patience must be at least 1: 0");
}
