#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace gloss::translate {

// A line as the words or characters of which n-grams are made. An n-gram is a part of the line's
// text, so n-grams of different n are never equal.
class Sequence {
 public:
  static Sequence words(std::string text);            // separated by single spaces
  static Sequence characters(std::string_view line);  // without white space

  size_t size() const { return starts_.size() - 1; }
  double ngrams(size_t n) const { return size() < n ? 0 : static_cast<double>(size() - n + 1); }

  // Calls visit(n, the n-gram) for n from 1 to `orders` and each position in the line.
  template <class Visit>
  void for_each_ngram(size_t orders, const Visit& visit) const {
    for (size_t n = 1; n <= orders; ++n) {
      for (size_t first = 0; first + n < starts_.size(); ++first) {
        const size_t length = starts_[first + n] - gap_ - starts_[first];
        visit(n, std::string_view(text_).substr(starts_[first], length));
      }
    }
  }

 private:
  Sequence(std::string text, size_t gap) : text_(std::move(text)), gap_(gap) {}

  std::string text_;
  size_t gap_;                  // bytes between two units
  std::vector<size_t> starts_;  // of each unit, and of one more after the last
};

// How often each n-gram occurs.
using NgramCounts = std::unordered_map<std::string_view, int64_t>;

NgramCounts ngram_counts(const Sequence& sequence, size_t orders);

// For n = 1, ..., orders: how many n-grams of the sequence occur in the reference, each counted at
// most as often as it occurs there.
std::vector<double> matches(const Sequence& sequence, NgramCounts reference, size_t orders);

}  // namespace gloss::translate
