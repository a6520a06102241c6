#pragma once

#include <span>
#include <string>
#include <vector>

#include "apps/translate/decoding/heatmap.h"
#include "apps/translate/decoding/translation.h"

// A translation in tokens as a user sees them, and the attention between them.
namespace gloss::translate {

// The weights [source_length] of token t of the hypothesis; the source's end mark is the last. The
// model must have attention, also for the functions below.
std::span<const float> attention_row(const models::Hypothesis& hypothesis, size_t t);

// For each token of the hypothesis the source token with the largest weight. `end_mark`: the
// source's end mark counts as a source token.
std::vector<size_t> most_attended(const models::Hypothesis& hypothesis, bool end_mark);

// The hypothesis' tokens. Each unknown one is replaced by the source token with the largest weight
// (Jean et al. 2015, "On using very large target vocabulary").
std::vector<std::string> known_tokens(const Checkpoint& checkpoint, const Translation& translation,
                                      const models::Hypothesis& hypothesis);

// The i-th hypothesis in tokens as a user sees them: case marks are joined with the tokens after
// them (text/case_marks.h), and the end mark of a part with the token before it, except the last.
// Log-probabilities of joined tokens are added. Of the attention, joined rows are averaged and
// joined columns added, so rows still sum to 1. A line's matrix has a block for each part:
//
//   part 1   w w . .
//   part 2   . . w w
//
// It is left out if it would have more than kMostWeights weights.
struct ShownTranslation {
  std::vector<std::string> source, target;  // tokens, without the end marks
  models::Hypothesis hypothesis;            // its ids without those of the marks
};
inline constexpr size_t kMostWeights = size_t{1} << 22;  // two thousand tokens on both sides
ShownTranslation shown_translation(const Checkpoint& checkpoint, const Translation& translation,
                                   size_t i, bool replace_unknowns = false);

// The weights between the tokens that a user sees, without those of end marks. Tokens are shown
// without join marks (￭ ▁).
AttentionMap attention_map(const Checkpoint& checkpoint, const Translation& translation, size_t i);

}  // namespace gloss::translate
