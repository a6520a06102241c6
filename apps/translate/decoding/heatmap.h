#pragma once

#include <span>
#include <string>

namespace gloss::translate {

// Draws attention weights for a terminal: a row for each target token, a column for each source
// token, and the source words above their columns, joined to them by lines where there is no room.
//
//   weights: [target, source], each in 0..1. std::invalid_argument if there are more or fewer.
//
// In colour (256 of them) a cell's background runs from black, 0, to white, 1, and the strongest
// cell of each row has its weight in percent. Without colour cells are shaded and the strongest one
// is in brackets. A sentence wider than `width` columns is drawn in blocks, one below the other.
std::string attention_heatmap(std::span<const std::string> source,
                              std::span<const std::string> target, std::span<const float> weights,
                              bool colour, int width);

}  // namespace gloss::translate
