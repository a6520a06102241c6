#pragma once

#include <cstdint>
#include <vector>

namespace gloss::models {

// Ids with a meaning of their own; the words of a vocabulary start after them.
inline constexpr int32_t kPad = 0, kBos = 1, kEos = 2, kUnk = 3;
inline constexpr int32_t kReservedIds = 4;

// Token ids of several sentences, padded to a rectangle. Row b has the lengths[b] tokens of
// sentence b, of which the last is kEos, and then kPad:
//
//   sentences 7 8 9, 5 and 6 4                         E is kEos, - is kPad
//
//            time 0  1  2  3    lengths
//   row 0         7  8  9  E    4                      rows = 3, time = 4
//   row 1         5  E  -  -    2
//   row 2         6  4  E  -    3
//
//   batch-major   7 8 9 E  5 E - -  6 4 E -            sentence after sentence: `ids`
//   time-major    7 5 6  8 E 4  9 - E  E - -           step after step: time_major()
//
// The layers get the lengths with the ids. No result of a sentence depends on the padding, except
// through dropout in training, which draws a number for every place.
struct Sentences {
  int64_t rows = 0, time = 0;
  std::vector<int32_t> ids;  // [rows, time]
  std::vector<int32_t> lengths;
};

// Appends kEos to every sentence and pads to the longest.
Sentences pad(const std::vector<std::vector<int32_t>>& sentences);

// The ids as [time, rows]: the tokens of a step are contiguous, as recurrent layers read them.
std::vector<int32_t> time_major(const Sentences& sentences);

// The tokens without padding: the sum of the lengths.
int64_t token_count(const Sentences& sentences);

// What a decoder reads in training, where it must predict the target (teacher forcing): at each
// position the token before it, kBos first. 7 8 9 E becomes B 7 8 9.
Sentences decoder_input(const Sentences& target);

// Line b of the source belongs to line b of the target.
struct Batch {
  Sentences source, target;
};

// Sentences first to first + count - 1, padded to the longest of them.
Sentences part_of(const Sentences& sentences, int64_t first, int64_t count);

// Throws std::invalid_argument, which begins with `name`, unless there are as many sources as
// targets and at least one.
void check_pairs(const char* name, const Batch& batch);

}  // namespace gloss::models
