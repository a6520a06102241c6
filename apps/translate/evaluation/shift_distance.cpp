#include "apps/translate/evaluation/shift_distance.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <tuple>
#include <utility>

namespace gloss::translate {
namespace {

constexpr int64_t kMostWords = 10;
constexpr int64_t kFarthest = 50;
constexpr int64_t kMostTried = 1000;
constexpr int64_t kBeam = 25;

// How the words of two sentences correspond.
struct Alignment {
  WordIds partner;  // for each word of the reference the last one used of the hypothesis; -1: none
  std::vector<char> reference_wrong, hypothesis_wrong;  // words that are not the same as theirs
};

// The plain edit distance of hypotheses of one length to a reference. One that begins like the
// hypothesis before it is computed from the first different word on.
class EditDistance {
 public:
  EditDistance(size_t hypothesis_length, const WordIds& reference)
      : reference_(reference),
        length_(static_cast<int64_t>(hypothesis_length)),
        columns_(std::ssize(reference) + 1),
        cells_(static_cast<size_t>((length_ + 1) * columns_), kUnreached) {
    for (int64_t j = 0; j < columns_; ++j)
      cell(0, j) = static_cast<uint32_t>(j) * kOperations + kInsert;
  }

  int64_t operator()(const WordIds& hypothesis) {
    const auto same = std::mismatch(hypothesis_.begin(), hypothesis_.end(), hypothesis.begin());
    const int64_t known = same.first - hypothesis_.begin();
    hypothesis_ = hypothesis;
    for (int64_t i = known + 1; i <= length_; ++i)
      fill_row(i);
    return cell(length_, columns_ - 1) / kOperations;
  }

  // Of the hypothesis that was last given.
  Alignment alignment() const {
    Alignment found{WordIds(reference_.size()), std::vector<char>(reference_.size()),
                    std::vector<char>(hypothesis_.size())};
    int64_t i = length_, j = columns_ - 1;
    while (i > 0 || j > 0) {
      const uint32_t operation = cell(i, j) % kOperations;
      if (operation != kInsert) --i;
      if (operation != kDelete) --j;
      if (operation != kInsert) found.hypothesis_wrong[size_t(i)] = operation != kKeep;
      if (operation == kDelete) continue;
      found.reference_wrong[size_t(j)] = operation != kKeep;
      found.partner[size_t(j)] = static_cast<int32_t>(operation == kInsert ? i - 1 : i);
    }
    return found;
  }

 private:
  // A cell holds kOperations times the cost and the last operation on the hypothesis, so that the
  // smallest is the cheapest and, of equally cheap ones, what comes first here.
  enum Operation : uint32_t { kKeep, kReplace, kDelete, kInsert, kOperations };
  static constexpr uint32_t kUnreached = UINT32_MAX / 2;

  static uint32_t after(uint32_t cell, Operation operation) {
    const uint32_t cost = cell / kOperations + (operation == kKeep ? 0 : 1);
    return cost * kOperations + operation;
  }

  uint32_t& cell(int64_t i, int64_t j) { return cells_[size_t(i * columns_ + j)]; }
  uint32_t cell(int64_t i, int64_t j) const { return cells_[size_t(i * columns_ + j)]; }

  // The cells of i words of the hypothesis and about as large a part of the reference. The others
  // stay unreached.
  void fill_row(int64_t i) {
    const double slope = static_cast<double>(columns_ - 1) / static_cast<double>(length_);
    const int64_t beam =
        kBeam < slope / 2 ? static_cast<int64_t>(std::ceil(slope / 2 + kBeam)) : kBeam;
    const auto diagonal = static_cast<int64_t>(std::floor(static_cast<double>(i) * slope));
    const int64_t begin = std::max(int64_t{0}, diagonal - beam);
    const int64_t end = i == length_ ? columns_ : std::min(columns_, diagonal + beam);
    const int32_t word = hypothesis_[size_t(i - 1)];
    const uint32_t* above = &cell(i - 1, 0);
    uint32_t* row = &cell(i, 0);
    uint32_t left = kUnreached;
    for (int64_t j = begin; j < end; ++j) {
      uint32_t best = std::min({kUnreached, after(above[j], kDelete), after(left, kInsert)});
      if (j > 0) {
        const bool equal = word == reference_[size_t(j - 1)];
        best = std::min(best, after(above[j - 1], equal ? kKeep : kReplace));
      }
      row[j] = left = best;
    }
  }

  const WordIds& reference_;
  int64_t length_, columns_;
  std::vector<uint32_t> cells_;
  WordIds hypothesis_;
};

WordIds moved(const WordIds& words, int64_t start, int64_t length, int64_t target) {
  WordIds result = words;
  const auto first = result.begin() + start, last = first + length;
  if (target < start) {
    std::rotate(result.begin() + target, first, last);
  } else {
    const int64_t inside = std::min(target + length, std::ssize(words));
    std::rotate(first, last, result.begin() + (target > start + length ? target : inside));
  }
  return result;
}

// Looks for the move that takes most off the distance; among equals for the longest block, then the
// first one, then the first place.
class MoveSearch {
 public:
  MoveSearch(const WordIds& hypothesis, const WordIds& reference)
      : words_(hypothesis), reference_(reference), distance_(hypothesis.size(), reference) {}

  int64_t edits() {
    for (int64_t moves = 0;; ++moves) {
      const int64_t before = distance_(words_);
      alignment_ = distance_.alignment();
      best_ = {};
      try_all_blocks(before);
      if (tried_ >= kMostTried || best_.gain <= 0) return moves + before;
      words_ = moved(words_, best_.start, best_.length, best_.target);
    }
  }

 private:
  struct Move {
    int64_t gain = INT64_MIN, length = 0, start = 0, target = 0;

    bool operator<(const Move& other) const {
      return std::tuple(gain, length, -start, -target) <
             std::tuple(other.gain, other.length, -other.start, -other.target);
    }
  };

  // Blocks of the hypothesis that are also found in the reference.
  void try_all_blocks(int64_t before) {
    for (int64_t start = 0; start < std::ssize(words_); ++start) {
      const int64_t end = std::min(std::ssize(reference_), start + kFarthest + 1);
      for (int64_t there = std::max(int64_t{0}, start - kFarthest); there < end; ++there) {
        const int64_t longest =
            std::min({kMostWords, std::ssize(words_) - start, std::ssize(reference_) - there});
        bool wrong_here = false, wrong_there = false;
        for (int64_t i = 0; i < longest; ++i) {
          if (words_[size_t(start + i)] != reference_[size_t(there + i)]) break;
          wrong_here |= alignment_.hypothesis_wrong[size_t(start + i)] != 0;
          wrong_there |= alignment_.reference_wrong[size_t(there + i)] != 0;
          const int64_t partner = alignment_.partner[size_t(there)];
          const bool inside = start <= partner && partner <= start + i;
          if (!wrong_here || !wrong_there || inside) continue;
          try_targets(before, start, there, i + 1);
          if (tried_ >= kMostTried) return;
        }
      }
    }
  }

  // In front of all, or behind what is aligned with the word in front of the block in the reference
  // or with one of the block's own.
  void try_targets(int64_t before, int64_t start, int64_t there, int64_t length) {
    int64_t last = -1;
    for (int64_t i = there - 1; i < there + length; ++i) {
      const int64_t target = i < 0 ? 0 : alignment_.partner[size_t(i)] + 1;
      if (std::exchange(last, target) == target) continue;
      const int64_t after = distance_(moved(words_, start, length, target));
      best_ = std::max(best_, Move{before - after, length, start, target});
      ++tried_;
    }
  }

  WordIds words_;
  const WordIds& reference_;
  EditDistance distance_;
  Alignment alignment_;
  Move best_;
  int64_t tried_ = 0;
};

}  // namespace

int64_t shift_distance(const WordIds& hypothesis, const WordIds& reference) {
  if (hypothesis.empty() || reference.empty())
    return std::ssize(hypothesis) + std::ssize(reference);
  return MoveSearch(hypothesis, reference).edits();
}

}  // namespace gloss::translate
