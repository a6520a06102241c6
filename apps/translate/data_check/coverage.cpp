#include "apps/translate/data_check/coverage.h"

#include <algorithm>

#include "models/batch.h"

namespace gloss::translate {

Coverage coverage_of(const Codec& codec, const std::vector<std::string>& lines, bool lowercase) {
  Coverage coverage;
  for (size_t i = 0; i < lines.size(); ++i) {
    const std::vector<int32_t> ids = codec.encode(lines[i]);
    const std::vector<std::string> words = tokens_of(lines[i], lowercase);
    coverage.words += static_cast<int64_t>(words.size());
    coverage.pieces += static_cast<int64_t>(ids.size());
    if (codec.subword_rules() != nullptr) continue;
    for (size_t w = 0; w < words.size(); ++w) {
      if (ids[w] != models::kUnk) continue;
      ++coverage.unknown;
      if (coverage.examples.size() < kExamples)
        coverage.examples.push_back({static_cast<int64_t>(i) + 1, printable(words[w])});
    }
  }
  return coverage;
}

}  // namespace gloss::translate
