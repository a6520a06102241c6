#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "apps/translate/data_check/finding.h"
#include "apps/translate/text/codec.h"

namespace gloss::translate {

// How a codec's vocabulary covers a text.
struct Coverage {
  int64_t words = 0;
  int64_t unknown = 0;            // words outside the vocabulary; subwords leave none
  int64_t pieces = 0;             // tokens of the codec: as many as words, or subwords
  std::vector<Example> examples;  // of unknown words: the first few

  double unknown_share() const { return ratio(unknown); }
  double pieces_per_word() const { return ratio(pieces); }

 private:
  double ratio(int64_t of) const {
    return words > 0 ? static_cast<double>(of) / static_cast<double>(words) : 0;
  }
};

Coverage coverage_of(const Codec& codec, const std::vector<std::string>& lines, bool lowercase);

}  // namespace gloss::translate
