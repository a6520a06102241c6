#pragma once

#include <string>
#include <vector>

namespace gloss::translate {

// Attention weights between tokens: [target, source], each in 0..1.
struct AttentionMap {
  std::vector<std::string> source, target;
  std::vector<float> weights;
};

// Draws attention weights for a terminal: a row for each target token, a column for each source
// token. The source words stand above their columns, or higher with a line down if the room is too
// small. A sentence wider than `width` columns is drawn in blocks, one below the other.
//
// In colour (of 256) the background of a cell runs from black, 0, to white, 1, and the largest
// weight of each row is written in percent. Without colour cells are shaded, and the largest is in
// brackets. std::invalid_argument unless there are target * source weights.
std::string attention_heatmap(const AttentionMap& map, bool colour, int width);

}  // namespace gloss::translate
