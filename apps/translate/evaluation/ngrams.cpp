#include "apps/translate/evaluation/ngrams.h"

#include <algorithm>

#include "apps/translate/text/unicode.h"

namespace gloss::translate {

Sequence Sequence::words(std::string text) {
  Sequence sequence(std::move(text), 1);
  const std::string& t = sequence.text_;
  for (size_t at = 0; at < t.size(); at = std::min(t.find(' ', at), t.size()) + 1)
    sequence.starts_.push_back(at);
  sequence.starts_.push_back(t.size() + 1);
  return sequence;
}

Sequence Sequence::characters(std::string_view line) {
  Sequence sequence("", 0);
  for (const Utf8Char c : Characters(line)) {
    if (is_space(c.value)) continue;
    sequence.starts_.push_back(sequence.text_.size());
    sequence.text_ += c.bytes;
  }
  sequence.starts_.push_back(sequence.text_.size());
  return sequence;
}

NgramCounts ngram_counts(const Sequence& sequence, size_t orders) {
  NgramCounts counts;
  sequence.for_each_ngram(orders, [&](size_t, std::string_view ngram) { ++counts[ngram]; });
  return counts;
}

std::vector<double> matches(const Sequence& sequence, NgramCounts reference, size_t orders) {
  std::vector<double> found(orders);
  sequence.for_each_ngram(orders, [&](size_t n, std::string_view ngram) {
    const auto unmatched = reference.find(ngram);
    if (unmatched == reference.end() || unmatched->second == 0) return;
    --unmatched->second;
    ++found[n - 1];
  });
  return found;
}

}  // namespace gloss::translate
