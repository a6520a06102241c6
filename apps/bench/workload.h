#pragma once

#include <cstdint>
#include <vector>

#include "apps/translate/cli/options.h"
#include "apps/translate/training/batching.h"

namespace gloss::bench {

// Random sentences to train on or to translate.
struct Workload {
  int64_t vocabulary = 10000;  // of either language, the reserved ids counted
  int64_t length = 20;         // words of a target sentence on average
};

// Adds --vocabulary and --length.
void add_workload_options(translate::OptionTable& table, Workload& workload);

// Target lengths uniform from half to one and a half times `length`, the source up to a quarter of
// `length` shorter or longer, words uniform over the vocabulary. All of it follows from the seed.
std::vector<translate::EncodedPair> random_pairs(int64_t count, const Workload& workload,
                                                 int64_t seed);

}  // namespace gloss::bench
