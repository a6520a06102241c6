#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "apps/translate/model/checkpoint.h"
#include "apps/translate/text/corpus.h"
#include "models/search.h"

namespace gloss::translate {

struct TranslationOptions {
  models::SearchOptions search;
  int64_t mini_batch = 64;  // sentences decoded together, fewer if they are long
};

// Indices of the sentences in batches of similar length, shortest first: at most `mini_batch` of
// them, and at most 100 times as many tokens with the padding, unless one sentence alone has more.
std::vector<std::vector<size_t>> length_batches(std::span<const size_t> lengths,
                                                int64_t mini_batch);

// One line's translation. An empty line (or one of white space alone) stays empty and has no
// hypotheses.
struct Translation {
  std::vector<std::string> source;             // its tokens
  std::vector<models::Hypothesis> hypotheses;  // best first
};

// Translates the lines in order. Lines of similar length are decoded together; no result depends on
// that. Samples follow from the seed and the line's number: `first_line` for the first, and so on.
std::vector<Translation> translate_lines(const Checkpoint& checkpoint,
                                         const std::vector<std::string>& lines,
                                         const TranslationOptions& options, int64_t first_line = 0);

// How likely a translation is: the sum of its tokens' log-probabilities, the end mark counted.
struct Score {
  double log_probability = 0;
  int64_t tokens = 0;
};

// The score of each target given its source, either of which may be empty. A hypothesis that
// translate_lines() found has its log_probability, to the bit, if its text becomes the same tokens
// again (which an unknown word does not, nor need the cuts between subwords).
std::vector<Score> score_pairs(const Checkpoint& checkpoint, std::span<const SentencePair> pairs,
                               int64_t mini_batch);

// The best hypothesis as text; empty for an empty line.
std::string best_text(const Checkpoint& checkpoint, const Translation& translation);

// For each token of the hypothesis the source token it looked at most. The source's end mark, which
// comes after its tokens, is among them if `end_mark` says so.
std::vector<size_t> most_attended(const models::Hypothesis& hypothesis, bool end_mark);

// The hypothesis' tokens, each unknown one replaced by the source token it looked at most (Jean et
// al. 2015, "On using very large target vocabulary"). The model must have attention.
std::vector<std::string> known_tokens(const Checkpoint& checkpoint, const Translation& translation,
                                      const models::Hypothesis& hypothesis);

// Where a hypothesis looked: its tokens and the source's as they are shown, and the weights between
// them, [target, source]. End marks, which are no words, are left out.
struct AttentionMap {
  std::vector<std::string> source, target;
  std::vector<float> weights;
};

// The model must have attention.
AttentionMap attention_map(const Checkpoint& checkpoint, const Translation& translation,
                           const models::Hypothesis& hypothesis);

// The same drawn for a terminal.
std::string draw_attention(const Checkpoint& checkpoint, const Translation& translation,
                           const models::Hypothesis& hypothesis, bool colour, int width);

}  // namespace gloss::translate
