#pragma once

#include <array>
#include <cstdint>

#include "core/real.h"

namespace gloss {

// Philox4x32-10 (Salmon et al., "Parallel Random Numbers: As Easy as 1, 2, 3", 2011): four random
// words as a pure function of a counter and a key. Nothing is carried from one call to the next, so
// any element of any stream can be computed by any thread.
std::array<uint32_t, 4> philox(std::array<uint32_t, 4> counter, std::array<uint32_t, 2> key);

// A stream of random numbers named by (seed, stream); `position` counts the blocks of four words
// used so far. The three numbers are its whole state, and the numbers drawn are the same on every
// platform: no libm and no std:: distribution takes part.
struct Rng {
  uint64_t seed = 1;
  uint64_t stream = 0;
  uint64_t position = 0;

  std::array<uint32_t, 4> block(uint64_t index) const;  // block `index` of this stream
  // The words of `count` blocks from `first` on, many at a time.
  void blocks(uint64_t first, int64_t count, uint32_t* words) const;
  uint64_t reserve(int64_t count);  // takes the blocks for `count` words; returns the first's index

  uint64_t below(uint64_t n);  // uniform in [0, n), n > 0
  double uniform();            // uniform in [0, 1)
};

// 24 of a word's bits as a number in [0, 1): exact in float, so both precisions draw the same.
inline real uniform_from(uint32_t word) {
  return static_cast<real>(word >> 8) * real(0x1p-24);
}

// A word as a standard normal number, by the inverse of the distribution function: Wichura, "The
// percentage points of the normal distribution" (algorithm AS 241, 1988).
real normal_from(uint32_t word);

// Fill x[0, n) from the stream.
void fill_uniform(real* x, int64_t n, real low, real high, Rng& rng);
void fill_normal(real* x, int64_t n, real mean, real stddev, Rng& rng);

}  // namespace gloss
