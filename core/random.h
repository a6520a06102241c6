#pragma once

#include <array>
#include <cstdint>

#include "core/real.h"

namespace gloss {

// A stream of random numbers, identified by (seed, stream). The generator is Philox4x32-10 (Salmon
// et al., "Parallel Random Numbers: As Easy as 1, 2, 3", 2011): it turns a counter of 128 bits and
// a key of 64 bits into a block of four random 32-bit words. It has no state, so any thread can
// compute any element of any stream:
//
//   block i of the stream = philox(counter = {i, stream}, key = seed)
//
// `position` is the index of the first block that has not been used, so the three members are the
// whole state of a stream. The numbers drawn are the same on every platform: they depend neither on
// libm nor on the distributions of the standard library.
struct Rng {
  uint64_t seed = 1;
  uint64_t stream = 0;
  uint64_t position = 0;

  std::array<uint32_t, 4> block(uint64_t index) const;
  // Writes the words of blocks first to first + count - 1.
  void blocks(uint64_t first, int64_t count, uint32_t* words) const;
  // Advances the position by the blocks that hold `count` words. Returns the index of the first.
  uint64_t reserve(int64_t count);

  uint64_t below(uint64_t n);  // an integer drawn uniformly from [0, n); n > 0
  double uniform();            // a number drawn uniformly from [0, 1)
};

// The upper 24 bits of a word as a number in [0, 1). A float holds it exactly, so the builds with
// float and double draw the same numbers.
inline real uniform_from(uint32_t word) {
  return static_cast<real>(word >> 8) * real(0x1p-24);
}

// Turns a uniform word into a standard normal number: the inverse of the normal distribution
// function at (word + 1/2) / 2^32, by Wichura's algorithm AS 241 ("The percentage points of the
// normal distribution", 1988).
real normal_from(uint32_t word);

// The stream from which layers draw in training, such as the masks of dropout, one for each thread.
// All that they draw follows from what is assigned here: thread_rng() = {.seed = 7}. A trainer that
// does so for every update can stop and resume anywhere.
Rng& thread_rng();

// Fill x[0, n) from the stream, one word for each number.
void fill_uniform(real* x, int64_t n, real low, real high, Rng& rng);
void fill_normal(real* x, int64_t n, real mean, real stddev, Rng& rng);

}  // namespace gloss
