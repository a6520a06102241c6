#pragma once

#include <string>
#include <vector>

#include "apps/translate/explain/pass.h"

namespace gloss::translate {

// A heatmap for each head of each layer: a row for each token that attends, a column for each token
// that it reads, darker for larger weights. Small maps show the weights as numbers.
inline constexpr size_t kMostNumbers = 64;
std::string heads_html(const std::vector<LayerAttention>& layers);

}  // namespace gloss::translate
