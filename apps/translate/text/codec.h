#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "apps/translate/text/vocabulary.h"

namespace gloss::translate {

// One language's way from raw text to token ids and back.
class Codec {
 public:
  Codec() = default;
  Codec(Vocabulary vocabulary, bool lowercase);

  std::vector<std::string> tokens(std::string_view line) const;
  std::vector<int32_t> encode(std::string_view line) const;
  std::string decode(std::span<const int32_t> ids) const;

  const Vocabulary& vocabulary() const { return vocabulary_; }

 private:
  Vocabulary vocabulary_;
  bool lowercase_ = false;
};

// The tokens of a line, as a codec would see them before it has a vocabulary.
std::vector<std::string> tokens_of(std::string_view line, bool lowercase);

}  // namespace gloss::translate
