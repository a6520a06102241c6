#pragma once

#include <vector>

#include "models/translator.h"

namespace gloss::models {

// The log-probability of every target token, kEos included, given its source and the tokens before
// it: for each sentence [its tokens and kEos]. They are the bits that search() finds for the same
// tokens, whatever the neighbours are.
std::vector<std::vector<float>> token_scores(const Translator& model, const Batch& batch);

}  // namespace gloss::models
