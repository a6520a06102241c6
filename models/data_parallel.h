#pragma once

#include <cstdint>
#include <vector>

#include "models/translator.h"

namespace gloss::models {

// Cross-entropy in nats, summed over the target tokens, and their number.
struct CrossEntropy {
  double sum = 0;
  int64_t tokens = 0;
};

// Adds to the parameters the gradients of the mean loss over all target tokens of the batches, and
// returns the cross-entropy (without penalties of regularization).
//
// Each batch is cut into parts of its sentences, which the threads compute side by side (data
// parallelism): they meet once a batch, where they would meet once an operation. The parts, their
// random numbers, which follow from the seed, and the order in which their gradients are added are
// the same for any number of threads, and so are the bits.
CrossEntropy add_gradients(const Translator& model, const std::vector<Batch>& batches,
                           real label_smoothing, uint64_t seed);

}  // namespace gloss::models
