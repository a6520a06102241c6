#pragma once

#include <cstdint>
#include <vector>

namespace gloss::models {

// Ids with a meaning of their own; words start after them.
inline constexpr int32_t kPad = 0, kBos = 1, kEos = 2, kUnk = 3;
inline constexpr int32_t kReservedIds = 4;

// Token ids of several sentences, each ending with kEos: ids [rows, time], row b holding lengths[b]
// tokens and then kPad.
struct Sentences {
  int64_t rows = 0, time = 0;
  std::vector<int32_t> ids;
  std::vector<int32_t> lengths;
};

// Pads to the longest; appends kEos to every sentence.
Sentences pad(const std::vector<std::vector<int32_t>>& sentences);

// The same ids as [time, rows], the order in which a recurrent layer reads them.
std::vector<int32_t> time_major(const Sentences& sentences);

struct Batch {
  Sentences source, target;
};

}  // namespace gloss::models
