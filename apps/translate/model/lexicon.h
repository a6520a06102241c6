#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/tensor.h"

namespace gloss::translate {

// For each source token the target tokens that are its likeliest translations, ids in a table
// [source vocabulary, n], kPad where there are fewer. The rows of kPad, kBos and kEos, which need
// no translations, have the most frequent target tokens.
using Lexicon = Tensor;

// What models::search() may use in the translation of a sentence: the reserved ids, the most
// frequent tokens, and the translations of the sentence's tokens. In ascending order.
std::vector<int32_t> shortlist(const Lexicon& lexicon, std::span<const int32_t> source);

// Throws std::runtime_error unless it has a row for each source token and only target ids.
void check_lexicon(const Lexicon& lexicon, int64_t source_vocabulary, int64_t target_vocabulary);

}  // namespace gloss::translate
