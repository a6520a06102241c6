#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "apps/translate/text/packed_pairs.h"

namespace gloss::translate {

// A sentence pair as token ids.
struct EncodedPair {
  std::vector<int32_t> source, target;
};

// Sentence pairs as token ids (>= 0), packed: 2 bytes a token. The first id above 65,535 converts
// all pairs to 4 bytes a token.
class EncodedPairs {
 public:
  EncodedPairs() = default;
  // With a file: in the file instead of the memory.
  explicit EncodedPairs(std::shared_ptr<TemporaryFile> file)
      : narrow_(file), wide_(std::move(file)) {}
  EncodedPairs(const std::vector<EncodedPair>& pairs) {
    for (const EncodedPair& pair : pairs)
      push_back(pair);
  }

  size_t size() const { return narrow_.size() + wide_.size(); }
  bool empty() const { return size() == 0; }
  bool in_file() const { return wide_.in_file(); }
  void push_back(const EncodedPair& pair) { push_back(pair.source, pair.target); }
  void push_back(std::span<const int32_t> source, std::span<const int32_t> target);

  EncodedPair operator[](size_t i) const;
  size_t source_size(size_t i) const;
  size_t target_size(size_t i) const;

 private:
  PackedPairs<uint16_t> narrow_;
  PackedPairs<int32_t> wide_;  // one of the two is empty
};

}  // namespace gloss::translate
