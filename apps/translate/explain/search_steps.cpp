#include "apps/translate/explain/search_steps.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "apps/translate/cli/progress.h"
#include "core/autograd.h"
#include "core/ops.h"
#include "models/next_token.h"

namespace gloss::translate {
namespace {

struct Live {
  std::vector<int32_t> tokens;
  double log_probability = 0;
};

// The best `count` continuations of all hypotheses, best first.
std::vector<models::Candidate> best_continuations(const std::vector<Live>& live, const Tensor& next,
                                                  int64_t vocabulary, size_t count) {
  std::vector<models::Prefix> prefixes;
  for (size_t i = 0; i < live.size(); ++i)
    prefixes.push_back(
        {live[i].log_probability, next.data() + static_cast<int64_t>(i) * next.size(1), {}});
  return models::best_candidates(prefixes, vocabulary, count);
}

// The state with a row for each of the given ones.
models::DecoderState select_hypotheses(const models::DecoderState& state,
                                       std::span<const int32_t> rows) {
  models::DecoderState result = state;
  result.rows = {static_cast<int32_t>(rows.size())};
  for (Tensor& past : result.past)
    past = gather(past, rows);
  for (nn::KeyValueCache& cache : result.caches)
    cache = cache.gather(rows);
  return result;
}

}  // namespace

SearchSteps search_steps(const models::Translator& model, const models::Sentences& source,
                         const models::SearchOptions& options) {
  const NoGradGuard no_grad;
  const auto limit =
      static_cast<int64_t>(options.max_length_factor * static_cast<double>(source.lengths[0])) + 10;
  const auto norm = [&](size_t length) {
    return std::pow(static_cast<double>(length), options.length_penalty);
  };
  SearchSteps result;
  std::vector<Live> live(1);
  std::vector<int32_t> last = {models::kBos};
  models::DecoderState state = model.encode(source);
  const auto beam_size = static_cast<size_t>(options.beam_size);
  while (!live.empty()) {
    const models::DecoderStep step = model.step(state, last);
    const auto length = static_cast<int64_t>(result.steps.size());
    const int64_t allowed = length < limit ? model.vocabulary_size() : models::kEos + 1;
    SearchStep& shown = result.steps.emplace_back();
    shown.places = beam_size - result.finished.size();
    std::vector<Live> next;
    std::vector<int32_t> rows;
    last.clear();
    size_t place = 0;
    for (const models::Candidate& c :
         best_continuations(live, step.log_probabilities, allowed, 2 * shown.places)) {
      SearchCandidate candidate{.tokens = live[c.prefix].tokens,
                                .probability = std::exp(double{step.log_probabilities.at(
                                    {static_cast<int64_t>(c.prefix), c.token})}),
                                .log_probability = c.log_probability,
                                .why = {}};
      candidate.tokens.push_back(c.token);
      if (place++ >= shown.places) {
        candidate.why = "the beam has " +
                        format_quantity(static_cast<int64_t>(shown.places), "place") +
                        ", this is number " + std::to_string(place);
      } else if (c.token == models::kEos) {
        candidate.outcome = Outcome::kFinished;
        const double score = c.log_probability / norm(candidate.tokens.size());
        candidate.why = "complete; score " + fixed(score, 3) + " = log-probability / " +
                        std::to_string(candidate.tokens.size()) +
                        (options.length_penalty == 1
                             ? " tokens"
                             : " tokens to the power of " + fixed(options.length_penalty, 2)) +
                        "; it keeps its place";
        result.finished.push_back({live[c.prefix].tokens, c.log_probability, score});
      } else {
        candidate.outcome = Outcome::kKept;
        candidate.why = "place " + std::to_string(place) + " of " + std::to_string(shown.places);
        next.push_back({candidate.tokens, c.log_probability});
        rows.push_back(static_cast<int32_t>(c.prefix));
        last.push_back(c.token);
      }
      shown.candidates.push_back(std::move(candidate));
    }
    // Hypotheses of the step before without a continuation in the beam.
    if (result.steps.size() > 1) {
      for (SearchCandidate& before : result.steps[result.steps.size() - 2].candidates) {
        if (before.outcome != Outcome::kKept) continue;
        const auto continues = [&](const SearchCandidate& c) {
          return c.outcome != Outcome::kDropped &&
                 std::equal(before.tokens.begin(), before.tokens.end(), c.tokens.begin());
        };
        if (std::ranges::none_of(shown.candidates, continues))
          before.why += "; no continuation of it is among the best at the next step";
      }
    }
    live = std::move(next);
    std::ranges::stable_sort(result.finished, std::greater{}, &FinishedHypothesis::score);
    if (live.empty()) {
      result.end = "All places of the beam hold complete translations.";
      break;
    }
    if (!result.finished.empty()) {
      const double bound = live[0].log_probability / norm(static_cast<size_t>(limit) + 1);
      if (bound <= result.finished[0].score) {
        result.end =
            "No open hypothesis can still win: at the longest length allowed the best would "
            "have the score " +
            fixed(bound, 3) + ", the best complete one has " + fixed(result.finished[0].score, 3) +
            ".";
        break;
      }
    }
    state = select_hypotheses(step.state, rows);
  }
  return result;
}

}  // namespace gloss::translate
