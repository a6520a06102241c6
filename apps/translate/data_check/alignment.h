#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "apps/translate/data_check/finding.h"

namespace gloss::translate {

// What can be compared between a sentence and its translation without knowing either language.
struct LineTraits {
  double log_length = 0;  // of its characters and 5 more, so that short lines do not stand out
  uint64_t numbers = 0;   // a hash of the numbers in it, in any order; 0: none
  char ending = 0;        // the mark that it ends with: . ? ! : or 0
};
LineTraits traits_of(std::string_view line);

// Lines [first, last) of the source, from 0, where the target line `offset` further on fits better.
struct Shift {
  size_t first, last;
  int64_t offset;
};

// Where the files first run out of step, by up to 5 lines: over 60 lines (20 in a small
// file, up to 1,500 where sentences are much alike), lengths, numbers and end marks agree clearly
// better with the shifted lines than with their own. Nothing where the evidence is thin, so a short
// stretch or one of lines that are all alike goes unseen.
std::optional<Shift> find_shift(const std::vector<LineTraits>& source,
                                const std::vector<LineTraits>& target);

// Whether lines agree with their own partner no better than with one far away: files of different
// texts, or in different order. Nothing can be said of fewer than 100 lines.
bool look_unrelated(const std::vector<LineTraits>& source, const std::vector<LineTraits>& target);

// Different numbers of lines (which is fatal), a shift, or no relation at all.
Findings alignment_findings(const std::vector<std::string>& source,
                            const std::vector<std::string>& target);

}  // namespace gloss::translate
