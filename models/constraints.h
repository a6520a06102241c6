#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "models/next_token.h"

// Lexically constrained beam search: a translation must contain given phrases, at places that the
// search chooses.
//
// A hypothesis begins a phrase at any step, and then the phrase's other tokens follow (Hokamp and
// Liu, "Lexically Constrained Decoding for Sequence Generation Using Grid Beam Search", 2017). The
// phrases of a sentence have C tokens. A hypothesis that has n of them is in bank n = 0 .. C:
//
//   phrase a b                bank 0   x y z
//                             bank 1   x y a       x a
//                             bank 2   a b x
//
// The beam is shared out among the banks (Post and Vilar, "Fast Lexically Constrained Decoding with
// Dynamic Beam Allocation for Neural Machine Translation", 2018). Without that only bank 0 would
// survive, because phrases are improbable.
//
// Attention decides the place (as in Hasler et al., "Neural Machine Translation Decoding with
// Terminology Constraints", 2018). A model gives an unexpected phrase a low probability everywhere,
// highest after the final full stop, so the phrase would be appended there. Therefore hypotheses
// are ranked with another probability for the tokens of a phrase: the first one has the attention
// on the phrase's source words at this step, times the probability that a word begins here, and the
// others have 1. A phrase thus replaces what the model would say for these source words. If the
// model has no attention, the probabilities are its own.

namespace gloss::models {

// What tokens do to a phrase next to them, by id; an id beyond the end does nothing.
struct PhraseBorders {
  std::vector<bool> marks_next_capital;  // a phrase does not begin after this token
  std::vector<bool> continues_word;      // after a phrase this token would continue its last word
};

struct Phrase {
  std::vector<int32_t> tokens;
  size_t source_begin = 0, source_end = 0;  // the source tokens that it translates
};

// The phrases of one sentence.
struct Constraints {
  std::vector<Phrase> phrases;
  std::vector<int32_t> forbidden;  // tokens that must not occur
  std::shared_ptr<const PhraseBorders> borders = nullptr;

  int64_t tokens() const;  // of all phrases
  bool marks_next_capital(int32_t token) const;
  bool continues_word(int32_t token) const;
};

// Which phrases a hypothesis contains.
class Progress {
 public:
  // The hypothesis gets another token. `begun`: the phrase that it begins, or -1.
  void append(const Constraints& constraints, int32_t begun);

  int64_t bank(const Constraints& constraints) const;  // how many tokens of the phrases it has
  bool complete(const Constraints& constraints) const {
    return bank(constraints) == constraints.tokens();
  }
  bool has_begun(size_t phrase) const { return phrase < begun_.size() && begun_[phrase]; }

  // The phrase at the end of the hypothesis and how many of its tokens are there; nullptr and 0.
  const Phrase* phrase(const Constraints& constraints) const;
  size_t written() const { return written_; }

 private:
  std::vector<bool> begun_;  // by phrase; those beyond the end have not
  size_t phrase_ = 0, written_ = 0;
};

// A prefix in constrained search.
struct ConstrainedPrefix {
  const Progress& progress;
  int32_t last;           // its last token
  const real* attention;  // weights of the source tokens for the next token; nullptr: none
  bool may_end;           // even if it does not contain all phrases
};

// The `count` candidates that a beam keeps: in turn the best of each bank, then the second of each,
// until there are `count`. The bank with the most tokens of phrases comes first. They are returned
// best first. states[i] belongs to prefixes[i].
std::vector<Candidate> constrained_candidates(std::span<const Prefix> prefixes,
                                              std::span<const ConstrainedPrefix> states,
                                              const Constraints& constraints, int64_t vocabulary,
                                              size_t count);

}  // namespace gloss::models
