#include "models/batch.h"

#include <algorithm>
#include <numeric>

#include "core/check.h"

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
    const auto end = std::ranges::copy(sentence, row).out;
    *end = kEos;
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

int64_t token_count(const Sentences& sentences) {
  return std::accumulate(sentences.lengths.begin(), sentences.lengths.end(), int64_t{0});
}

Sentences decoder_input(const Sentences& target) {
  Sentences input = target;
  for (int64_t b = 0; b < target.rows; ++b) {
    const auto row = input.ids.begin() + b * target.time;
    std::shift_right(row, row + target.time, 1);
    *row = kBos;
  }
  return input;
}

Sentences part_of(const Sentences& sentences, int64_t first, int64_t count) {
  const auto begin = sentences.lengths.begin() + first;
  Sentences part{.rows = count, .time = 0, .ids = {}, .lengths = {begin, begin + count}};
  part.time = std::ranges::max(part.lengths);
  for (int64_t b = first; b < first + count; ++b) {
    const auto row = sentences.ids.begin() + b * sentences.time;
    part.ids.insert(part.ids.end(), row, row + part.time);
  }
  return part;
}

void check_pairs(const char* name, const Batch& batch) {
  check(batch.source.rows == batch.target.rows && batch.source.rows > 0, name,
        "source and target need the same number of sentences, at least one: source has ",
        batch.source.rows, ", target has ", batch.target.rows);
}

}  // namespace gloss::models
