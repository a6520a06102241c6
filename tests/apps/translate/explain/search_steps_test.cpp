#include "apps/translate/explain/search_steps.h"

#include <algorithm>
#include <cmath>

#include "models/translator.h"
#include "tests/apps/translate/explain/explain.h"
#include "tests/support/catch.h"

using namespace gloss;
using namespace gloss::translate;

TEST_CASE("search_steps: finds what search() finds, with its scores", "[explain]") {
  for (const char* type : {"rnn", "transformer", "conv"}) {
    const Checkpoint checkpoint = tiny_checkpoint(settings_of({{"type", type}}));
    for (const int64_t beam : {1, 3})
      for (const double alpha : {0.0, 1.0}) {
        const models::SearchOptions options{
            .beam_size = beam, .length_penalty = alpha, .repetition_guard = false};
        for (const char* line : {"she sees the black cat", "he has the book"}) {
          CAPTURE(type, beam, alpha, line);
          const models::Sentences source = models::pad({checkpoint.source.encode(line)});
          const SearchSteps steps = search_steps(*checkpoint.model, source, options);
          const models::Hypothesis best = models::search(*checkpoint.model, source, options)[0][0];
          REQUIRE_FALSE(steps.finished.empty());
          CHECK(steps.finished[0].tokens == best.tokens);
          CHECK(std::abs(steps.finished[0].score - best.score) < 1e-9);
          CHECK_FALSE(steps.end.empty());
        }
      }
  }
}

TEST_CASE("search_steps: each step keeps as many candidates as it has places, best first",
          "[explain]") {
  const Checkpoint checkpoint = tiny_checkpoint();
  const models::Sentences source = models::pad({checkpoint.source.encode("she sees the cat")});
  const SearchSteps search = search_steps(*checkpoint.model, source, {.beam_size = 3});
  CHECK(search.steps[0].places == 3);
  for (const SearchStep& step : search.steps) {
    CHECK(std::ranges::count_if(step.candidates, [](const SearchCandidate& c) {
            return c.outcome != Outcome::kDropped;
          }) <= static_cast<std::ptrdiff_t>(step.places));
    for (size_t i = 1; i < step.candidates.size(); ++i)
      CHECK(step.candidates[i - 1].log_probability >= step.candidates[i].log_probability);
    for (const SearchCandidate& c : step.candidates)
      CHECK_FALSE(c.why.empty());
  }
}
