#include "nn/key_value_cache.h"

#include "core/check.h"

namespace gloss::nn {

void KeyValueCache::append(const Tensor& keys_values) {
  const auto rows = static_cast<size_t>(keys_values.size(0)), before = positions.size();
  check(origins.size() == rows * before, "key_value_cache", "there are ", rows,
        " rows to append, and ", origins.size(), " origins at ", before, " positions");
  std::vector<int32_t> all;
  all.reserve(rows * (before + 1));
  for (size_t r = 0; r < rows; ++r) {
    const auto row = origins.begin() + static_cast<std::ptrdiff_t>(r * before);
    all.insert(all.end(), row, row + static_cast<std::ptrdiff_t>(before));
    all.push_back(static_cast<int32_t>(r));
  }
  positions.push_back(keys_values);
  origins = std::move(all);
}

KeyValueCache KeyValueCache::gather(std::span<const int32_t> rows) const {
  KeyValueCache result{positions, {}};
  const auto count = static_cast<std::ptrdiff_t>(positions.size());
  for (const int32_t r : rows) {
    const auto row = origins.begin() + r * count;
    result.origins.insert(result.origins.end(), row, row + count);
  }
  return result;
}

}  // namespace gloss::nn
