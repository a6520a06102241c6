#pragma once

#include <cstdint>
#include <string>

#include "apps/translate/data_check/finding.h"

namespace gloss::translate {

// Checks of sentence pairs; `source` and `target` have the same number of lines.

// Pairs with an empty side or more than max_length tokens on a side (training drops both), pairs
// whose ratio of lengths in characters is far from the usual one, and pairs with the same text on
// both sides.
Findings length_findings(const Lines& source, const Lines& target, int64_t max_length);

// Pairs that occur more than once, and sources with several targets.
Findings duplicate_findings(const Lines& source, const Lines& target);

// Sources of the validation or test data (`name` says which) that are also in the training data,
// without regard to case and spacing.
Findings overlap_findings(const Lines& training, const std::string& name, const Lines& other_source,
                          const Lines& other_target);

}  // namespace gloss::translate
