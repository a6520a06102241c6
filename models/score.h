#pragma once

#include <vector>

#include "models/translator.h"

namespace gloss::models {

// For each sentence pair, log p of every target token and of kEos, given the source and the tokens
// before. They are the bits of Hypothesis::token_scores for the same tokens, whatever pairs are
// beside it.
std::vector<std::vector<float>> token_scores(const Translator& model, const Batch& batch);

}  // namespace gloss::models
