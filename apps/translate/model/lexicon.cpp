#include "apps/translate/model/lexicon.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

#include "models/batch.h"

namespace gloss::translate {

std::vector<int32_t> shortlist(const Lexicon& lexicon, std::span<const int32_t> source) {
  std::vector<int32_t> rows{models::kPad, models::kBos, models::kEos};
  rows.insert(rows.end(), source.begin(), source.end());
  std::vector<int32_t> list(models::kReservedIds);
  std::iota(list.begin(), list.end(), 0);
  const auto n = static_cast<size_t>(lexicon.size(1));
  for (const int32_t row : rows)
    for (const real id : lexicon.values().subspan(static_cast<size_t>(row) * n, n))
      list.push_back(static_cast<int32_t>(id));
  std::ranges::sort(list);
  list.erase(std::unique(list.begin(), list.end()), list.end());
  return list;
}

void check_lexicon(const Lexicon& lexicon, int64_t source_vocabulary, int64_t target_vocabulary) {
  const Shape& shape = lexicon.shape();
  const auto is_id = [&](real x) {
    return x >= 0 && x < static_cast<real>(target_vocabulary) && x == std::floor(x);
  };
  if (shape.rank() != 2 || shape[0] != source_vocabulary ||
      !std::ranges::all_of(lexicon.values(), is_id))
    throw std::runtime_error("its shortlist does not fit the vocabularies");
}

}  // namespace gloss::translate
