#pragma once

#include <cstdint>
#include <vector>

#include "models/constraints.h"
#include "models/search.h"

// The search for one sentence, a step at a time: search() runs many of them as a batch.

namespace gloss::models {

// A hypothesis without kEos yet.
struct Unfinished {
  double log_probability = 0;
  size_t last = 0;         // its last token, as an index of Beam's tokens
  size_t row = 0;          // in the model's state, which search() sets
  uint64_t sample = 0;     // in sampling, which of the n_best it is
  Progress progress = {};  // with constraints
};

// A finished hypothesis keeps its place in the beam, so a beam of 1 ends with the first kEos.
class Beam {
 public:
  // `number` is the sentence's, from which samples follow. The constraints and the shortlist, if
  // there are any, must outlive the beam. Constraints make it wider by a place for each of their
  // tokens.
  Beam(int64_t source_length, uint64_t number, const SearchOptions& options,
       const Constraints* constraints = nullptr, std::span<const int32_t> shortlist = {});

  // Appends a token to every hypothesis. When no live hypothesis can still become one of the
  // n_best, none is left in `live`.
  void advance(const DecoderStep& step, const SearchOptions& options);

  // Ends the search if all hypotheses cycle, finished or not: then, whatever follows, the best one
  // will cycle, too.
  void stop_if_cycling(std::span<const int32_t> source);

  int32_t last_token(const Unfinished& h) const { return tokens_[h.last].token; }
  std::vector<Hypothesis> best(const SearchOptions& options);  // the n_best finished ones

  std::vector<Unfinished> live;

 private:
  // A token of a hypothesis, with a back-pointer to the one before it. Hypotheses with a common
  // start share its tokens, so extending one copies nothing.
  struct Token {
    int32_t token;
    float score;
    size_t previous;
  };
  struct Finished {
    double score, log_probability;
    size_t last;
  };

  std::vector<size_t> path(size_t last) const;
  std::vector<int32_t> tokens_up_to(size_t last) const;  // without kEos
  std::vector<Prefix> prefixes(const Tensor& log_probabilities, int64_t no_repeat_ngram) const;
  std::vector<Candidate> constrained(std::span<const Prefix> from, const DecoderStep& step,
                                     int64_t allowed, size_t places) const;
  std::vector<Candidate> samples(std::span<const Prefix> prefixes, int64_t vocabulary,
                                 const Sampling& sampling) const;
  bool can_improve(const SearchOptions& options) const;
  Hypothesis to_hypothesis(const Finished& finished, const SearchOptions& options) const;

  int64_t source_length_, limit_;  // limit_: the most target tokens, kEos not counted
  uint64_t number_;
  const Constraints* constraints_;  // nullptr: none
  // Empty: all tokens. Otherwise candidates are numbered by their places in it, which for the
  // reserved ids are these ids.
  std::span<const int32_t> shortlist_;
  size_t width_;        // most hypotheses, finished ones counted
  int64_t length_ = 0;  // tokens of every live hypothesis
  std::vector<Finished> finished_;
  std::vector<Token> tokens_{{kBos, 0, 0}};  // tokens_[0] begins all hypotheses
  std::vector<float> attention_;             // [tokens_.size() - 1, source length]
};

}  // namespace gloss::models
