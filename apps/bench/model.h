#pragma once

#include <memory>

#include "apps/translate/model/checkpoint.h"

namespace gloss::bench {

// The translator that `gloss train` would make of these settings, with random weights and one
// vocabulary size for both languages. UsageError if the settings do not fit together.
std::unique_ptr<models::Translator> random_model(const translate::ModelSettings& settings,
                                                 int64_t vocabulary, int64_t seed);

// The settings by the names of their options.
Json to_json(translate::ModelSettings settings);

}  // namespace gloss::bench
