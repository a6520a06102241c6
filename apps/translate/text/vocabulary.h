#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "apps/translate/text/word_map.h"
#include "models/batch.h"

namespace gloss::translate {

// The ids of tokens. The first four ids are reserved and have no text: <pad>, <s>, </s> and <unk>
// are only shown so. A token of the text that happens to be spelt "<s>" is a token like any other,
// with an id of its own or unknown.
class Vocabulary {
 public:
  // The reserved ids alone.
  Vocabulary();

  // Every token counted at least `min_frequency` times, the most frequent first, ties in the order
  // of their bytes: the ids do not depend on the order of the map. A token that is empty or holds
  // a line feed is an std::invalid_argument, because it would not survive to_text().
  explicit Vocabulary(const TokenCounts& counts, int64_t min_frequency = 1);

  int64_t size() const { return static_cast<int64_t>(tokens_.size()); }

  int32_t id(const std::string& token) const;  // kUnk for an unknown token
  const std::string& token(int32_t id) const;  // std::invalid_argument outside [0, size())

  // The ids of the tokens, without <s> or </s>.
  std::vector<int32_t> encode(std::span<const std::string> tokens) const;

  // The tokens up to the first </s>. <pad> and <s> are left out; <unk> shows as "<unk>".
  std::vector<std::string> decode(std::span<const int32_t> ids) const;

  // The tokens in the order of their ids, one a line, without the reserved ones; and back. Text
  // with an empty or repeated line is an std::runtime_error.
  std::string to_text() const;
  static Vocabulary from_text(std::string_view text);

 private:
  bool add(const std::string& token);  // false if it is already there

  std::vector<std::string> tokens_;
  WordMap<int32_t> ids_;  // without the reserved ones
};

}  // namespace gloss::translate
