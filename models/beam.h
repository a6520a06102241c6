#pragma once

#include <cstdint>
#include <vector>

#include "models/search.h"

// One sentence's search, a step at a time: a part of search(), which runs many of them as a batch.

namespace gloss::models {

// An unfinished hypothesis.
struct Unfinished {
  double log_probability = 0;
  size_t last = 0;      // the link that ends it
  size_t row = 0;       // of the sentence's rows in the model's state
  uint64_t sample = 0;  // which of the n_best it is, in sampling
};

// Each finished hypothesis takes a place in the beam, so a beam of 1 ends with its first kEos.
class Beam {
 public:
  // `number` names the sentence for sampling.
  Beam(int64_t source_length, uint64_t number, const SearchOptions& options);

  // Moves all hypotheses one token on. `step` holds the sentence's rows from `first_row`. A search
  // that nothing can improve any more has no live hypotheses left.
  void advance(const DecoderStep& step, int64_t first_row, const SearchOptions& options);

  int32_t last_token(const Unfinished& h) const { return links_[h.last].token; }
  std::vector<Hypothesis> best(int64_t count);  // finished ones, best first

  std::vector<Unfinished> live;

 private:
  // A token of some hypothesis and the one before it. Hypotheses share what they have in common, so
  // that going on copies nothing.
  struct Link {
    int32_t token;
    float score;
    size_t before;
  };
  struct Finished {
    double score, log_probability;
    size_t last;
  };

  std::vector<size_t> path(size_t last) const;
  std::vector<Prefix> prefixes(const real* log_probabilities, int64_t vocabulary,
                               int64_t no_repeat_ngram) const;
  std::vector<Candidate> drawn(std::span<const Prefix> prefixes, int64_t vocabulary,
                               const Sampling& sampling) const;
  bool can_improve(const SearchOptions& options) const;
  Hypothesis written_out(const Finished& finished) const;

  int64_t source_length_, limit_;  // of target tokens, kEos not counted
  uint64_t number_;
  int64_t length_ = 0;  // of the unfinished
  std::vector<Finished> finished_;
  std::vector<Link> links_{{kBos, 0, 0}};  // the first begins all hypotheses
  std::vector<float> attention_;           // [links after the first, source length]
};

}  // namespace gloss::models
