#pragma once

#include <string>
#include <vector>

#include "apps/translate/model/checkpoint.h"
#include "models/search.h"

// A beam search of one sentence that keeps the best candidates of each step (twice as many as there
// are places) and why each was kept or dropped. It is written for reading, one hypothesis after the
// other, and finds what search() finds before its repetition guard.

namespace gloss::translate {

enum class Outcome { kKept, kFinished, kDropped };

// A hypothesis with a token appended.
struct SearchCandidate {
  std::vector<int32_t> tokens;  // of the hypothesis, with the new one
  double probability = 0;       // of the new token
  double log_probability = 0;   // of all tokens
  Outcome outcome = Outcome::kDropped;
  std::string why;
};

struct SearchStep {
  size_t places = 0;                        // of the beam that finished hypotheses do not occupy
  std::vector<SearchCandidate> candidates;  // best first: twice as many as there are places
};

struct FinishedHypothesis {
  std::vector<int32_t> tokens;  // without the end mark
  double log_probability = 0, score = 0;
};

struct SearchSteps {
  std::vector<SearchStep> steps;
  std::vector<FinishedHypothesis> finished;  // best first
  std::string end;                           // why the search ended
};

SearchSteps search_steps(const models::Translator& model, const models::Sentences& source,
                         const models::SearchOptions& options);

}  // namespace gloss::translate
