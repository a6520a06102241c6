#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "apps/translate/data_check/finding.h"

namespace gloss::translate {

// Checks of line pairs; `source` and `target` have the same number of lines. Each returns a finding
// for what it found, and nothing for what is in order.

// Pairs with an empty side or more than max_length tokens on one (training drops both), pairs whose
// lengths in characters are far from the usual ratio, and pairs of the same text twice.
Findings length_findings(const std::vector<std::string>& source,
                         const std::vector<std::string>& target, int64_t max_length,
                         bool lowercase);

// Pairs that occur more than once, and sources with several targets.
Findings duplicate_findings(const std::vector<std::string>& source,
                            const std::vector<std::string>& target);

// Sources of `other` (validation or test data, as `name` says) that are also trained on, up to case
// and spacing.
Findings overlap_findings(const std::vector<std::string>& training, const std::string& name,
                          const std::vector<std::string>& other_source,
                          const std::vector<std::string>& other_target);

}  // namespace gloss::translate
