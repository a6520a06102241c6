#pragma once

#include <optional>
#include <vector>

#include "models/constraints.h"
#include "models/next_token.h"
#include "models/translator.h"

namespace gloss::models {

struct SearchOptions {
  int64_t beam_size = 4;      // 1 is greedy
  double length_penalty = 1;  // alpha: finished hypotheses are ranked by log p / length^alpha
  // A translation has at most 10 + this * source_length tokens, kEos counted in the source's
  // length, and as many more as its constraints have.
  double max_length_factor = 2;
  int64_t n_best = 1;            // hypotheses to return for each sentence, at most beam_size
  int64_t no_repeat_ngram = 0;   // no n-gram of this length occurs twice; 0: no limit
  bool repetition_guard = true;  // replaces a best translation that cycles; not in sampling
  std::optional<Sampling> sampling = {};  // sample n_best hypotheses; beam_size is not used
};

// Whether the translation cycles: the same n tokens (n >= 1) stand in it k times in a row, where
//
//   k >= 3        "very, very good" may repeat itself once;
//   n * k >= 6    "ha ha ha" and the pieces "1 0 0 0" are too short to be a cycle;
//   k > r         r is how often tokens stand in a row in the source at most: 12 zeros there may
//                 become 12 zeros.
bool cycles(std::span<const int32_t> translation, std::span<const int32_t> source);

// One translation. It ends with kEos: at the limit of length nothing else may follow.
struct Hypothesis {
  std::vector<int32_t> tokens;      // without kEos
  std::vector<float> token_scores;  // the model's log p of each token and of kEos
  double log_probability = 0;       // their sum
  double score = 0;                 // log_probability / length^alpha, kEos counted
  std::vector<float> attention;     // [token_scores.size(), source_length]; empty without attention
  int64_t source_length = 0;        // kEos counted
  std::vector<int32_t> replaced =
      {};  // the cycling translation, or its beginning, before the guard
};

using Shortlist = std::vector<int32_t>;  // target tokens

// Translates all sentences of a batch at once by beam search (or sampling) and returns the n_best
// hypotheses of each, best first. A sentence's hypotheses are the same bits whatever sentences are
// beside it. So are samples: they follow from the seed and the sentence's number, numbers[b], which
// by default is its row b. Throws std::runtime_error if the model gives a probability that is not a
// number.
//
// `constraints`, one for each sentence if there are any, are phrases that the translation must
// contain (models/constraints.h); not in sampling. Such hypotheses are ranked with other
// probabilities than the model's, which are their scores. A sentence without phrases keeps all its
// bits. If no hypothesis has all phrases at the limit of length, the result lacks some. Fewer than
// n_best hypotheses may come back, since of several with the same tokens only the best does.
//
// `shortlists`, one for each sentence if there are any, are the only tokens that its translation
// may have, in ascending order, the reserved ids among them. The probabilities are those of a model
// without the other tokens. There are none together with constraints.
//
// The repetition guard looks at the best hypothesis of a sentence when its search has ended, which
// is at once when all hypotheses cycle. If it cycles, the sentence is searched once more, so that
// no three tokens in a row occur twice. A hypothesis that begins to cycle thus loses its place to
// the next one that does not. Sentences whose best translation does not cycle keep all their bits.
std::vector<std::vector<Hypothesis>> search(const Translator& model, const Sentences& source,
                                            const SearchOptions& options,
                                            std::span<const int64_t> numbers = {},
                                            std::span<const Constraints> constraints = {},
                                            std::span<const Shortlist> shortlists = {});

}  // namespace gloss::models
