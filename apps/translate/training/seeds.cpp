#include "apps/translate/training/seeds.h"

#include "core/random.h"

namespace gloss::translate {

uint64_t derived_seed(int64_t seed, Purpose purpose, int64_t index) {
  const auto words = Rng{.seed = static_cast<uint64_t>(seed), .stream = purpose}.block(
      static_cast<uint64_t>(index));
  return (uint64_t{words[0]} << 32) | words[1];
}

}  // namespace gloss::translate
