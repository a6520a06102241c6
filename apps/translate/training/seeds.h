#pragma once

#include <cstdint>

namespace gloss::translate {

// Independent random numbers for each purpose and each epoch or update, all from the seed of the
// command: nothing random is carried along, so a run can be continued from any update.
enum Purpose : uint64_t { kBatchOrder = 1, kDropout = 2 };
uint64_t derived_seed(int64_t seed, Purpose purpose, int64_t index);

}  // namespace gloss::translate
