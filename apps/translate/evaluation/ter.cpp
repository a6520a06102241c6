#include "apps/translate/evaluation/ter.h"

#include <algorithm>
#include <cstddef>
#include <unordered_map>

#include "apps/translate/evaluation/shift_distance.h"
#include "apps/translate/evaluation/tokenizer_13a.h"
#include "apps/translate/text/unicode.h"
#include "core/check.h"

namespace gloss::translate {

namespace {

// Numbers for the words of one sentence and its references.
class Words {
 public:
  explicit Words(const TerOptions& options) : options_(options) {}

  WordIds operator()(std::string_view line) {
    std::string text = options_.case_sensitive ? std::string(line) : lowercase(line);
    text = options_.normalized ? tokenize_tercom(text) : normalise_spaces(text);
    WordIds words;
    for (size_t begin = 0, end; begin < text.size(); begin = end + 1) {
      end = std::min(text.find(' ', begin), text.size());
      const auto next = static_cast<int32_t>(ids_.size());
      words.push_back(ids_.try_emplace(text.substr(begin, end - begin), next).first->second);
    }
    return words;
  }

 private:
  const TerOptions& options_;
  std::unordered_map<std::string, int32_t> ids_;
};

}  // namespace

TerCounts& TerCounts::operator+=(const TerCounts& other) {
  edits += other.edits;
  ref_length += other.ref_length;
  return *this;
}

TerCounts ter_counts(std::string_view hypothesis, std::span<const std::string_view> references,
                     const TerOptions& options) {
  check(!references.empty(), "ter", "there is no reference");
  Words words(options);
  const WordIds ours = words(hypothesis);
  TerCounts counts{INT64_MAX, 0};
  for (const std::string_view reference : references) {
    const WordIds theirs = words(reference);
    counts.edits = std::min(counts.edits, shift_distance(ours, theirs));
    counts.ref_length += static_cast<double>(theirs.size());
  }
  counts.ref_length /= static_cast<double>(references.size());
  return counts;
}

double ter_score(const TerCounts& counts) {
  if (counts.ref_length > 0) return 100 * (static_cast<double>(counts.edits) / counts.ref_length);
  return counts.edits > 0 ? 100 : 0;
}

std::string ter_settings(const TerOptions& options) {
  return std::string("case:") + (options.case_sensitive ? "mixed" : "lc") +
         "|tok:tercom|norm:" + (options.normalized ? "yes" : "no") + "|punct:yes|asian:no";
}

}  // namespace gloss::translate
