#pragma once

#include <string_view>
#include <utility>

#include "nn/gated_cells.h"
#include "nn/minimal_gated_unit.h"
#include "nn/ssru.h"

namespace gloss::nn {

// The cells under the names that users write. A cell is its own file and a row here; options, help,
// model files, gradient checks and tests follow.
inline constexpr std::pair<std::string_view, MakeCell> kCells[] = {
    {"tanh", make_cell<TanhCell>},
    {"gru", make_cell<GruCell>},
    {"lstm", make_cell<LstmCell>},
    {"minimal", make_cell<MinimalGatedUnit>},
    {"ssru", make_cell<Ssru>}};

}  // namespace gloss::nn
