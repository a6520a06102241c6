#pragma once

#include <cstdint>
#include <vector>

// The edits that TER counts (Snover et al. 2006): words inserted, deleted and replaced, and blocks
// of words moved, each one edit whatever the length and the way of the block.
//
// The fewest such edits are too hard to find. As in tercom, the block is moved, again and again,
// whose move takes most off the plain edit distance, until no move takes anything off. sacrebleu
// 2.6.0 sets the limits: blocks of 10 words at most, equal to words of the reference that start at
// most 50 places away, 1,000 moves tried, and an edit distance that stays within 25 words of the
// diagonal.

namespace gloss::translate {

using WordIds = std::vector<int32_t>;  // equal words have equal numbers

int64_t shift_distance(const WordIds& hypothesis, const WordIds& reference);

}  // namespace gloss::translate
