#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "apps/translate/cli/progress.h"
#include "apps/translate/decoding/terms.h"
#include "apps/translate/model/checkpoint.h"
#include "apps/translate/text/corpus.h"
#include "core/ops.h"
#include "models/search.h"

namespace gloss::translate {

inline constexpr std::pair<std::string_view, Precision> kPrecisions[] = {
    {"fp32", Precision::fp32}, {"bf16", Precision::bf16}, {"int8", Precision::int8}};
inline constexpr const char* kPrecisionHelp =
    "how weights are multiplied: in single precision, rounded to bf16 (faster on processors with "
    "AMX), or rounded to integers of 8 bits, which is faster; both change a few translations";

struct TranslationOptions {
  models::SearchOptions search = {};
  int64_t mini_batch = 32;  // sentences decoded together, fewer if they are long
  bool split_sentences = false;
  bool shortlist = false;  // searches only the tokens of the checkpoint's lexicon, if it has one
  int64_t max_length = 0;  // source tokens of a part; 0: what the model was trained with
  OnShare on_share = nullptr;  // with terms it begins again for lines that are searched once more
  const TermFinder* terms = nullptr;  // what it finds in a line must be in the translation
  Precision precision = Precision::fp32;
};

// Indices of the sentences in batches of similar length, shortest first: at most `mini_batch`
// sentences, and at most 100 * mini_batch tokens with the padding, unless one sentence alone has
// more.
std::vector<std::vector<size_t>> length_batches(std::span<const size_t> lengths,
                                                int64_t mini_batch);

// One line's translation. A blank line has no hypotheses.
//
// A line may be translated in parts, each as a sentence of its own (text/sentences.h). The i-th
// hypothesis of the line then has the tokens of the parts' i-th hypotheses, and the sums of their
// scores. The attention stays with the parts: a matrix for all of a book would not fit the memory.
struct Translation {
  std::vector<std::string> source;             // its tokens
  std::vector<models::Hypothesis> hypotheses;  // best first
  std::string text = {};                       // the line or part
  std::vector<Translation> parts = {};         // two or more, or none
  std::vector<std::string> spaces = {};  // before the first part, between them, after the last
  bool too_long = false;  // the line, or a sentence of it, has more tokens than a part may have
  std::vector<Term> terms = {};  // that the translation must contain
};

// Translates the lines, in order. A line with more than options.max_length tokens is translated in
// parts: sentences, if need be cut further. With options.split_sentences every line of two or more
// sentences is also translated in parts. Lines of similar length are decoded together, and each
// thread has such a batch of its own; no result depends on that. Samples depend on the seed, the
// line's number (`first_line` for the first, and so on) and the part.
std::vector<Translation> translate_lines(const Checkpoint& checkpoint,
                                         const std::vector<std::string>& lines,
                                         const TranslationOptions& options, int64_t first_line = 0);

// The log-probability of a translation: the sum over its tokens, the end mark counted.
struct Score {
  double log_probability = 0;
  int64_t tokens = 0;
};

// The score of each target given its source; either may be empty. A hypothesis of translate_lines()
// gets its log_probability again, to the bit, if its text becomes the same tokens again. (An
// unknown word does not, and the same text may be cut into other subwords.)
std::vector<Score> score_pairs(const Checkpoint& checkpoint, std::span<const SentencePair> pairs,
                               int64_t mini_batch, Precision precision = Precision::fp32);

// The best hypothesis as text; empty for a blank line.
std::string best_text(const Checkpoint& checkpoint, const Translation& translation);

// Sentence pairs, and the translations of their sources.
struct TranslatedPairs {
  std::vector<std::string> sources, references;  // references in lower case if the model writes it
  std::vector<std::string> texts;                // the best
  std::vector<Translation> translations;
};
TranslatedPairs translate_pairs(const Checkpoint& checkpoint, std::span<const SentencePair> pairs,
                                const TranslationOptions& options);

// The part's i-th hypothesis. A part can have fewer than others (tiny vocabulary, constraints):
// then its last one is used.
const models::Hypothesis& hypothesis_of(const Translation& part, size_t i);

// The i-th hypothesis as text: `text_of` each part's, with the spaces that are between the parts.
std::string joined_text(
    const Translation& translation, size_t i,
    const std::function<std::string(const Translation&, const models::Hypothesis&)>& text_of);

}  // namespace gloss::translate
