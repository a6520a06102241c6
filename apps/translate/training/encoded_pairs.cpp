#include "apps/translate/training/encoded_pairs.h"

#include <algorithm>
#include <span>

namespace gloss::translate {
namespace {

bool is_narrow(std::span<const int32_t> ids) {
  return std::ranges::all_of(ids, [](int32_t id) { return id <= UINT16_MAX; });
}

template <class Item>
EncodedPair unpacked(const PackedPairs<Item>& pairs, size_t i) {
  const std::span<const Item> source = pairs.source(i), target = pairs.target(i);
  return {{source.begin(), source.end()}, {target.begin(), target.end()}};
}

}  // namespace

void EncodedPairs::push_back(std::span<const int32_t> source, std::span<const int32_t> target) {
  if (wide_.size() == 0 && is_narrow(source) && is_narrow(target)) {
    narrow_.push_back(source, target);
    return;
  }
  for (size_t i = 0; i < narrow_.size(); ++i) {
    const EncodedPair before = unpacked(narrow_, i);
    wide_.push_back(before.source, before.target);
  }
  narrow_ = PackedPairs<uint16_t>();
  wide_.push_back(source, target);
}

EncodedPair EncodedPairs::operator[](size_t i) const {
  return wide_.size() > 0 ? unpacked(wide_, i) : unpacked(narrow_, i);
}

size_t EncodedPairs::source_size(size_t i) const {
  return wide_.size() > 0 ? wide_.source(i).size() : narrow_.source(i).size();
}

size_t EncodedPairs::target_size(size_t i) const {
  return wide_.size() > 0 ? wide_.target(i).size() : narrow_.target(i).size();
}

}  // namespace gloss::translate
