#pragma once

#include <optional>
#include <vector>

#include "models/next_token.h"
#include "models/translator.h"

namespace gloss::models {

struct SearchOptions {
  int64_t beam_size = 4;         // 1 is greedy
  double length_penalty = 1;     // alpha: a finished hypothesis is ranked by score / length^alpha
  double max_length_factor = 3;  // at most this many target tokens a source token, and 10 more
  int64_t n_best = 1;            // hypotheses to return for each sentence, at most the beam size
  int64_t no_repeat_ngram = 0;  // no n-gram of this length occurs twice in a hypothesis; 0: any may
  std::optional<Sampling> sampling = {};  // draw n_best hypotheses, whatever the beam size is
};

// One translation. It ends with kEos, if need be because the limit of length allows nothing else.
struct Hypothesis {
  std::vector<int32_t> tokens;      // without kEos
  std::vector<float> token_scores;  // log-probability of each token and of kEos, by the model
  double log_probability = 0;       // their sum
  double score = 0;                 // log_probability / length^alpha, kEos counted
  std::vector<float> attention;     // [token_scores, source length], if the model has attention
  int64_t source_length = 0;
};

// Translates all sentences of a batch at once; the result holds n_best hypotheses for each, best
// first. A sentence's result is the same bits whatever its neighbours are, and so are samples,
// which follow from the seed and the sentence's number: numbers[b], or without numbers its place
// in the batch. std::runtime_error if a probability is not a number.
std::vector<std::vector<Hypothesis>> search(const Translator& model, const Sentences& source,
                                            const SearchOptions& options,
                                            std::span<const int64_t> numbers = {});

}  // namespace gloss::models
