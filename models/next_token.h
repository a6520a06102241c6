#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/real.h"

// One step of a search: which tokens may follow a hypothesis, and which of them are taken.

namespace gloss::models {

// A hypothesis that may go on.
struct Prefix {
  double log_probability = 0;
  const real* next = nullptr;      // the log-probability of each token of the vocabulary
  std::vector<int32_t> forbidden;  // tokens that must not follow
};

// A way to go on: append `token` to prefix `from`.
struct Candidate {
  double log_probability;  // of both together
  size_t from;
  int32_t token;

  // Higher first; of equals the earlier prefix and the smaller token, so that the order is one.
  bool better_than(const Candidate& other) const {
    if (log_probability != other.log_probability) return log_probability > other.log_probability;
    return from != other.from ? from < other.from : token < other.token;
  }
};

// The best `count` candidates, best first, of the tokens [kEos, vocabulary): never kPad or kBos.
std::vector<Candidate> best_candidates(std::span<const Prefix> prefixes, int64_t vocabulary,
                                       size_t count);

// Which tokens a draw may give, and how likely, from the model's probabilities p.
struct Sampling {
  double temperature = 1;  // p^(1 / temperature): below 1 the likely become likelier
  int64_t topk = 0;        // only the k likeliest tokens (Fan et al. 2018); 0: all
  double topp = 1;         // of these the fewest that hold this share (Holtzman et al. 2020)
  uint64_t seed = 1;
};

// The token of [kEos, vocabulary) at `uniform` in [0, 1) of the distribution that `sampling` makes.
int32_t draw_token(const Prefix& prefix, int64_t vocabulary, const Sampling& sampling,
                   double uniform);

// The tokens that would make an n-gram occur a second time (Paulus et al. 2018, section 2.5); none
// if n is 0.
std::vector<int32_t> repeating_tokens(std::span<const int32_t> tokens, int64_t n);

}  // namespace gloss::models
