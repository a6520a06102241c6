#include "nn/row_groups.h"

#include <algorithm>
#include <numeric>

#include "core/check.h"
#include "core/ops.h"

namespace gloss::nn {

RowGroups::RowGroups(const char* caller, int64_t rows, int64_t sentences,
                     std::span<const int32_t> counts)
    : sentences_(sentences) {
  if (counts.empty()) {
    check(sentences > 0 && rows % sentences == 0, caller,
          "needs the same number of rows for each sentence: there are ", rows, " rows and ",
          sentences, " sentences");
    return;
  }
  check(std::ssize(counts) == sentences && std::ranges::min(counts) > 0 &&
            std::accumulate(counts.begin(), counts.end(), int64_t{0}) == rows,
        caller, "needs rows for each of ", sentences, " sentences, ", rows, " in all");
  const int32_t most = std::ranges::max(counts);
  int32_t first = 0;
  for (const int32_t count : counts) {
    for (int32_t i = 0; i < most; ++i) {
      if (i < count) place_of_row_.push_back(static_cast<int32_t>(row_of_place_.size()));
      row_of_place_.push_back(i < count ? first + i : first);
    }
    first += count;
  }
  if (place_of_row_.size() < row_of_place_.size()) return;
  place_of_row_.clear();  // every place has a row of its own: a reshape is enough
  row_of_place_.clear();
}

Tensor RowGroups::to_rectangle(const Tensor& rows) const {
  const Tensor x = row_of_place_.empty() ? rows : gather(rows, row_of_place_);
  return reshape(x, {sentences_, -1, rows.size(-1)});
}

Tensor RowGroups::to_rows(const Tensor& rectangle) const {
  const Tensor x = reshape(rectangle, {-1, rectangle.size(-1)});
  return place_of_row_.empty() ? x : gather(x, place_of_row_);
}

}  // namespace gloss::nn
