#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/tensor.h"

namespace gloss::nn {

// Rows of several sentences, the hypotheses of a beam search, and the same rows with a place for
// each in a rectangle, as attention to the sentences reads them: [rows, ...], [B, most, ...]. With
// the counts {2, 1}:
//
//   rows   a b c      rectangle   a b
//                                 c c     places that are left repeat the sentence's first row
class RowGroups {
 public:
  // counts[b] rows of sentence b, at least one. No counts: equally many of each.
  RowGroups(const char* caller, int64_t rows, int64_t sentences, std::span<const int32_t> counts);

  Tensor to_rectangle(const Tensor& rows) const;  // [rows, .., E] -> [B, most, E]
  Tensor to_rows(const Tensor& rectangle) const;  // [B, most, E] -> [rows, E]

 private:
  int64_t sentences_;
  std::vector<int32_t> row_of_place_;  // [B * most]
  std::vector<int32_t> place_of_row_;  // [rows]
};

}  // namespace gloss::nn
