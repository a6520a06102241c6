#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/tensor.h"

namespace gloss::nn {

// The keys and values of the positions so far, of one layer of a decoder that works position by
// position. Each stays where it was computed, and a table says which of them a row has. So a beam
// search, whose rows are hypotheses, copies and reorders rows of the table only. If row 0 is
// dropped after two positions, and row 1 continued twice:
//
//   positions[0]   a b c        origins   0 0                1 1
//   positions[1]   d e f                  1 1   gather(1,1)  1 1     row 0 has b and e,
//                                         2 2                        and so has row 1
//
// A cache is a value: a copy shares the keys and values, which nothing changes.
struct KeyValueCache {
  std::vector<Tensor> positions;  // of each position: [rows at that time, 1, 2 E]
  std::vector<int32_t> origins;   // [rows, positions.size()]: rows of those tensors

  // Adds a position for every row: [rows, 1, 2 E].
  void append(const Tensor& keys_values);

  // The cache of the given rows, some of which may be missing or stand twice.
  KeyValueCache gather(std::span<const int32_t> rows) const;
};

}  // namespace gloss::nn
