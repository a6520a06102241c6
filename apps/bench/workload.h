#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "apps/translate/model/checkpoint.h"
#include "apps/translate/training/batching.h"

// What the benchmarks of translators work on: a model with random weights and random sentences.

namespace gloss::bench {

// The translator that `gloss train` would create from these settings, with random weights and one
// vocabulary size for both languages. UsageError if the settings do not fit together.
std::unique_ptr<models::Translator> random_model(const translate::ModelSettings& settings,
                                                 int64_t vocabulary, int64_t seed);

// The settings under the names of their options.
Json to_json(const translate::ModelSettings& settings);

struct Workload {
  int64_t vocabulary = 10000;  // of either language, reserved ids included
  int64_t length = 20;         // mean words of a target sentence
};

// Adds --vocabulary and --length.
void add_workload_options(translate::OptionTable& table, Workload& workload);

// Target lengths are uniform from half to one and a half times `length`; the source is up to a
// quarter of `length` shorter or longer. Words are uniform over the vocabulary.
std::vector<translate::EncodedPair> random_pairs(int64_t count, const Workload& workload,
                                                 int64_t seed);

}  // namespace gloss::bench
