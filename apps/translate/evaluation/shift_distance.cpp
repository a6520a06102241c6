#include "apps/translate/evaluation/shift_distance.h"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace gloss::translate {
namespace {

constexpr int64_t kMostWords = 10;
constexpr int64_t kFarthest = 50;
constexpr int64_t kMostTried = 1000;
constexpr int64_t kBeam = 25;

// How the words of two sentences correspond.
struct Alignment {
  WordIds partner;  // for each word of the reference the last word used of the hypothesis; -1: none
  std::vector<char> reference_wrong, hypothesis_wrong;  // words that differ from their partner
};

// The plain edit distance of hypotheses of one length to a reference: cell(i, j) is that of the
// first i words of the hypothesis and the first j of the reference. Rows before the first word that
// differs from the hypothesis before stay.
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

  // Of the hypothesis that was given last.
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
  // The last operation on the hypothesis. A cell holds kOperations * cost + operation, so that the
  // minimum is the cheapest and, of equally cheap ones, the operation that comes first here.
  enum Operation : uint32_t { kKeep, kReplace, kDelete, kInsert, kOperations };
  static constexpr uint32_t kUnreached = UINT32_MAX / 2;

  static uint32_t after(uint32_t cell, Operation operation) {
    const uint32_t cost = cell / kOperations + (operation == kKeep ? 0 : 1);
    return cost * kOperations + operation;
  }

  uint32_t& cell(int64_t i, int64_t j) { return cells_[size_t(i * columns_ + j)]; }
  uint32_t cell(int64_t i, int64_t j) const { return cells_[size_t(i * columns_ + j)]; }

  // The cells within a beam around the diagonal. The others stay unreached.
  void fill_row(int64_t i) {
    const double slope = static_cast<double>(columns_ - 1) / static_cast<double>(length_);
    const int64_t beam =
        kBeam < slope / 2 ? static_cast<int64_t>(std::ceil(slope / 2 + kBeam)) : kBeam;
    const auto diagonal = static_cast<int64_t>(std::floor(static_cast<double>(i) * slope));
    const int64_t begin = std::max(int64_t{0}, diagonal - beam);
    const int64_t end = i == length_ ? columns_ : std::min(columns_, diagonal + beam);
    const int32_t word = hypothesis_[size_t(i - 1)];
    uint32_t left = kUnreached;
    for (int64_t j = begin; j < end; ++j) {
      uint32_t best = std::min({kUnreached, after(cell(i - 1, j), kDelete), after(left, kInsert)});
      if (j > 0) {
        const bool equal = word == reference_[size_t(j - 1)];
        best = std::min(best, after(cell(i - 1, j - 1), equal ? kKeep : kReplace));
      }
      cell(i, j) = left = best;
    }
  }

  const WordIds& reference_;
  int64_t length_, columns_;
  std::vector<uint32_t> cells_;
  WordIds hypothesis_;
};

// A block of words, and the word of the hypothesis in front of which it is put.
struct Move {
  int64_t gain = INT64_MIN;  // what it takes off the edit distance
  int64_t length = 0, start = 0, target = 0;

  // The better move is larger: more gain, then a longer block, an earlier block, an earlier target.
  bool operator<(const Move& other) const {
    return std::tuple(gain, length, -start, -target) <
           std::tuple(other.gain, other.length, -other.start, -other.target);
  }
};

WordIds moved(WordIds words, const Move& move) {
  const auto first = words.begin() + move.start, last = first + move.length;
  const WordIds block(first, last);
  words.erase(first, last);
  const bool behind = move.target > move.start + move.length;
  const int64_t place = behind ? move.target - move.length : move.target;
  words.insert(words.begin() + std::min(place, std::ssize(words)), block.begin(), block.end());
  return words;
}

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
      words_ = moved(words_, best_);
    }
  }

 private:
  // Tries blocks of the hypothesis that also stand in the reference, if on both sides a word of
  // them is wrong and the block is not aligned with itself.
  void try_all_blocks(int64_t before) {
    for (int64_t start = 0; start < std::ssize(words_); ++start) {
      const int64_t end = std::min(std::ssize(reference_), start + kFarthest + 1);
      for (int64_t there = std::max(int64_t{0}, start - kFarthest); there < end; ++there) {
        const int64_t longest =
            std::min({kMostWords, std::ssize(words_) - start, std::ssize(reference_) - there});
        const int64_t partner = alignment_.partner[size_t(there)];
        bool wrong_here = false, wrong_there = false;
        for (int64_t i = 0; i < longest; ++i) {
          if (words_[size_t(start + i)] != reference_[size_t(there + i)]) break;
          wrong_here |= alignment_.hypothesis_wrong[size_t(start + i)] != 0;
          wrong_there |= alignment_.reference_wrong[size_t(there + i)] != 0;
          const bool aligned = start <= partner && partner <= start + i;
          if (wrong_here && wrong_there && !aligned) try_targets(before, start, there, i + 1);
          if (tried_ >= kMostTried) return;
        }
      }
    }
  }

  // Targets are the beginning, if the block begins the reference, or else the word after the
  // partner of the word in front of the block in the reference; and the words after the partners of
  // the block's own words there.
  void try_targets(int64_t before, int64_t start, int64_t there, int64_t length) {
    int64_t last = -1;
    for (int64_t i = there - 1; i < there + length; ++i) {
      Move move{0, length, start, i < 0 ? 0 : alignment_.partner[size_t(i)] + 1};
      if (move.target == last) continue;
      last = move.target;
      move.gain = before - distance_(moved(words_, move));
      best_ = std::max(best_, move);
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
