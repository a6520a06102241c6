#pragma once

#include <cstdint>

namespace gloss::translate {

// The numbers of numpy.random.default_rng(seed).choice(n, size, replace=True), one after the other,
// so that what is drawn at random here is what sacrebleu draws. They are made by PCG64 (O'Neill
// 2014: a linear congruential generator of 128 bits, permuted), seeded by SeedSequence (O'Neill's
// seed_seq_fe) and brought below n without bias by Lemire's method (2019).
class NumpyRandom {
 public:
  explicit NumpyRandom(uint64_t seed);

  uint32_t below(uint32_t n);  // n > 0

 private:
  __extension__ using Wide = unsigned __int128;

  uint32_t next_uint32();
  uint64_t next_uint64();

  Wide state_, increment_;
  uint32_t second_half_ = 0;  // of the last 64 bits
  bool has_second_half_ = false;
};

}  // namespace gloss::translate
