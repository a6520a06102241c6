#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/real.h"

// One step of a search: the tokens that may follow each hypothesis, and the choice among them.

namespace gloss::models {

// A hypothesis that a token can be appended to.
struct Prefix {
  double log_probability = 0;      // of its tokens
  const real* next = nullptr;      // log p of each token of the vocabulary as the next one
  std::vector<int32_t> forbidden;  // tokens that must not follow
};

// Prefix `prefix` with `token` appended.
struct Candidate {
  double log_probability;  // of all its tokens
  size_t prefix;
  int32_t token;
  int32_t phrase = -1;  // in constrained search, the phrase that the token begins, or -1

  // The order of a beam: higher probability first. Ties go to the earlier prefix, then to the
  // smaller token, so that the order is the same on every machine.
  bool better_than(const Candidate& other) const {
    if (log_probability != other.log_probability) return log_probability > other.log_probability;
    return prefix != other.prefix ? prefix < other.prefix : token < other.token;
  }
};

// The best `count` candidates, best first. Their tokens are from [kEos, vocabulary): never kPad or
// kBos.
std::vector<Candidate> best_candidates(std::span<const Prefix> prefixes, int64_t vocabulary,
                                       size_t count);

// How tokens are sampled from the model's probabilities p. The restrictions apply in this order.
struct Sampling {
  double temperature = 1;  // p^(1 / temperature), normalised: below 1 favours likely tokens
  int64_t topk = 0;        // only the k likeliest tokens (Fan et al. 2018); 0: all
  double topp = 1;  // nucleus: only the fewest likeliest tokens whose probabilities add up to this
                    // share of the rest (Holtzman et al. 2020)
  uint64_t seed = 1;
};

// Samples a token of [kEos, vocabulary); `uniform` in [0, 1) is the random number.
int32_t sample_token(const Prefix& prefix, int64_t vocabulary, const Sampling& sampling,
                     double uniform);

// The tokens that would complete an n-gram which `tokens` already contains (Paulus et al. 2018,
// section 2.5). Empty if n is 0.
std::vector<int32_t> repeating_tokens(std::span<const int32_t> tokens, int64_t n);

}  // namespace gloss::models
