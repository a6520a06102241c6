#pragma once

#include <cstdint>

namespace gloss {

// The recurrent cells. Their gates stand side by side in a row, H numbers each, in PyTorch's order:
//   kTanh   one block
//   kGru    reset r, update z, candidate n
//   kLstm   input i, forget f, candidate g, output o
enum class CellType { kTanh, kGru, kLstm };

inline int64_t gate_count(CellType cell) {
  return cell == CellType::kTanh ? 1 : cell == CellType::kGru ? 3 : 4;
}

// Numbers in a row of the state, H units each: h, or h and c of an LSTM side by side.
inline int64_t state_width(CellType cell, int64_t units) {
  return cell == CellType::kLstm ? 2 * units : units;
}

}  // namespace gloss
