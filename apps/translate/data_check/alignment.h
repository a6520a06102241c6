#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "apps/translate/data_check/finding.h"

namespace gloss::translate {

// What can be compared between a sentence and its translation without knowing either language.
struct LineTraits {
  double log_length = 0;  // log(characters + 5): the 5 keeps short lines from standing out
  uint64_t numbers = 0;   // a hash of the numbers in it, in any order; 0: none
  char ending = 0;        // the mark that it ends with: . ? ! : or 0
  bool blank = true;      // without characters: it fits every line and none
};
LineTraits traits_of(std::string_view line);

// Source lines [first, last), counted from 0, that fit the target line `offset` further on better
// than the target line of the same number.
struct Shift {
  size_t first, last;
  int64_t offset;
};

// Where the files are first misaligned, by up to 5 lines. Lengths, numbers and end marks of a
// window of lines must agree clearly better with the shifted lines than with their own: 60 lines,
// 20 in a small file, up to 1,500 if sentences are much alike. Nothing if the evidence is weak, so
// a short misaligned part, or one whose lines are all alike, is not found.
std::optional<Shift> find_shift(const std::vector<LineTraits>& source,
                                const std::vector<LineTraits>& target);

// Whether lines agree with their own partner no better than with one far away: the files hold
// different texts, or are in different order. Always false for fewer than 100 lines.
bool look_unrelated(const std::vector<LineTraits>& source, const std::vector<LineTraits>& target);

// Findings about different numbers of lines (which is fatal), a shift, or unrelated files.
Findings alignment_findings(const Lines& source, const Lines& target);

}  // namespace gloss::translate
