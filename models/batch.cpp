#include "models/batch.h"

#include <algorithm>

namespace gloss::models {

Sentences pad(const std::vector<std::vector<int32_t>>& sentences) {
  Sentences padded;
  padded.rows = static_cast<int64_t>(sentences.size());
  for (const auto& sentence : sentences) {
    padded.lengths.push_back(static_cast<int32_t>(sentence.size()) + 1);
    padded.time = std::max<int64_t>(padded.time, padded.lengths.back());
  }
  padded.ids.assign(static_cast<size_t>(padded.rows * padded.time), kPad);
  auto row = padded.ids.begin();
  for (const auto& sentence : sentences) {
    *std::ranges::copy(sentence, row).out = kEos;
    row += padded.time;
  }
  return padded;
}

std::vector<int32_t> time_major(const Sentences& sentences) {
  std::vector<int32_t> ids(sentences.ids.size());
  for (int64_t b = 0; b < sentences.rows; ++b)
    for (int64_t t = 0; t < sentences.time; ++t)
      ids[static_cast<size_t>(t * sentences.rows + b)] =
          sentences.ids[static_cast<size_t>(b * sentences.time + t)];
  return ids;
}

}  // namespace gloss::models
