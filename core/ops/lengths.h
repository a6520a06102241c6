#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "core/check.h"
#include "core/shape.h"

namespace gloss {

// The lengths of a batch's sequences, checked and copied, so that a backward closure can keep them.
// In a padded batch [B, T, ...] only the first lengths[b] of the T entries of sequence b count:
//
//   lengths   T = 4
//      3      x x x .        x takes part
//      1      x . . .        . is padding: it is read by nothing and gets no gradient
class Lengths {
 public:
  // There must be none (then everything takes part) or `count` of them, each in [0, longest]. An
  // error names the operand, as in "keys are", and its shape.
  Lengths(const char* op, std::span<const int32_t> lengths, int64_t count, int64_t longest,
          const char* operand_is, const Shape& operand) {
    if (lengths.empty()) return;
    check(static_cast<int64_t>(lengths.size()) == count, op, "there are ", lengths.size(),
          " lengths for ", count, " sequences: ", operand_is, " ", operand);
    for (const int32_t length : lengths)
      check(length >= 0 && length <= longest, op, "length ", length, " is not in [0, ", longest,
            "]: ", operand_is, " ", operand);
    values_ = std::make_shared<const std::vector<int32_t>>(lengths.begin(), lengths.end());
  }

  const int32_t* data() const { return values_ ? values_->data() : nullptr; }
  int64_t count() const { return values_ ? static_cast<int64_t>(values_->size()) : 0; }

 private:
  std::shared_ptr<const std::vector<int32_t>> values_;
};

}  // namespace gloss
