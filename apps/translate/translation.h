#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "apps/translate/checkpoint.h"
#include "models/search.h"

namespace gloss::translate {

struct TranslationOptions {
  models::SearchOptions search;
  int64_t mini_batch = 64;  // sentences decoded together
};

// One line's translation. An empty line (or one of white space alone) stays empty and has no
// hypotheses.
struct Translation {
  std::vector<std::string> source;             // its tokens
  std::vector<models::Hypothesis> hypotheses;  // best first
};

// Translates the lines in order. Lines of similar length are decoded together; no result depends on
// that.
std::vector<Translation> translate_lines(const Checkpoint& checkpoint,
                                         const std::vector<std::string>& lines,
                                         const TranslationOptions& options);

// The best hypothesis as text; empty for an empty line.
std::string best_text(const Checkpoint& checkpoint, const Translation& translation);

// The attention of a hypothesis drawn for a terminal, its tokens against the source's.
std::string draw_attention(const Checkpoint& checkpoint, const Translation& translation,
                           const models::Hypothesis& hypothesis, bool colour, int width);

}  // namespace gloss::translate
