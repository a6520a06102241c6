#include "models/beam.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

#include "core/random.h"

namespace gloss::models {
namespace {

const real* attention_row(const DecoderStep& step, const Unfinished& h) {
  return step.attention.data() + static_cast<int64_t>(h.row) * step.attention.size(1);
}

}  // namespace

Beam::Beam(int64_t source_length, uint64_t number, const SearchOptions& options,
           const Constraints* constraints, std::span<const int32_t> shortlist)
    : live(options.sampling ? static_cast<size_t>(options.n_best) : 1),
      source_length_(source_length),
      limit_(static_cast<int64_t>(options.max_length_factor * static_cast<double>(source_length)) +
             10),
      number_(number),
      constraints_(constraints),
      shortlist_(shortlist),
      width_(static_cast<size_t>(options.beam_size)) {
  if (constraints_) {
    limit_ += constraints_->tokens();
    width_ += static_cast<size_t>(constraints_->tokens());
  }
  for (size_t i = 0; i < live.size(); ++i)
    live[i].sample = i;
}

// The tokens of a hypothesis from first to last, as indices.
std::vector<size_t> Beam::path(size_t last) const {
  std::vector<size_t> indices;
  for (size_t i = last; i != 0; i = tokens_[i].previous)
    indices.push_back(i);
  std::ranges::reverse(indices);
  return indices;
}

std::vector<int32_t> Beam::tokens_up_to(size_t last) const {
  std::vector<int32_t> ids;
  for (const size_t i : path(last))
    if (tokens_[i].token != kEos) ids.push_back(tokens_[i].token);
  return ids;
}

Hypothesis Beam::to_hypothesis(const Finished& finished, const SearchOptions& options) const {
  if (std::isnan(finished.log_probability))
    throw std::runtime_error("search: the model gives probabilities that are not numbers");
  Hypothesis h;
  h.log_probability = finished.log_probability;
  h.score = finished.score;
  h.source_length = source_length_;
  for (const size_t i : path(finished.last)) {
    h.token_scores.push_back(tokens_[i].score);
    if (tokens_[i].token != kEos) h.tokens.push_back(tokens_[i].token);
    if (attention_.empty()) continue;
    const auto row = attention_.begin() + static_cast<int64_t>(i - 1) * source_length_;
    h.attention.insert(h.attention.end(), row, row + source_length_);
  }
  if (constraints_) {  // ranked by other probabilities; it still has the model's
    h.log_probability = std::accumulate(h.token_scores.begin(), h.token_scores.end(), 0.0);
    h.score = h.log_probability /
              std::pow(static_cast<double>(h.token_scores.size()), options.length_penalty);
  }
  return h;
}

void Beam::stop_if_cycling(std::span<const int32_t> source) {
  constexpr int64_t kStep = 8;  // to look at every length would take longer than it saves
  if (length_ % kStep != 0) return;
  const auto cycling = [&](const auto& h) { return cycles(tokens_up_to(h.last), source); };
  if (!std::ranges::all_of(live, cycling) || !std::ranges::all_of(finished_, cycling)) return;
  for (const Unfinished& h : live)
    finished_.push_back({h.log_probability, h.log_probability, h.last});
  live.clear();
}

std::vector<Hypothesis> Beam::best(const SearchOptions& options) {
  std::ranges::stable_sort(finished_, std::greater{}, &Finished::score);
  std::vector<Hypothesis> hypotheses;
  for (const Finished& finished : finished_) {
    if (static_cast<int64_t>(hypotheses.size()) == options.n_best) break;
    Hypothesis h = to_hypothesis(finished, options);
    // With constraints, the same tokens can be a phrase in one hypothesis and by chance in another.
    if (!constraints_ ||
        std::ranges::find(hypotheses, h.tokens, &Hypothesis::tokens) == hypotheses.end())
      hypotheses.push_back(std::move(h));
  }
  return hypotheses;
}

// Whether a live hypothesis could still end among the n_best. Log-probabilities only fall, and
// normalisation by the longest length raises a negative score most: the bound on the best score
// is today's log-probability over that length.
bool Beam::can_improve(const SearchOptions& options) const {
  if (live.empty()) return false;
  const auto wanted = static_cast<size_t>(options.n_best);
  if (finished_.size() < wanted) return true;
  std::vector<double> scores;
  for (const Finished& h : finished_)
    scores.push_back(h.score);
  std::ranges::nth_element(scores, scores.begin() + static_cast<std::ptrdiff_t>(wanted) - 1,
                           std::greater{});
  const double bound = live.front().log_probability /
                       std::pow(static_cast<double>(limit_ + 1), options.length_penalty);
  return bound > scores[wanted - 1];
}

std::vector<Prefix> Beam::prefixes(const Tensor& log_probabilities, int64_t no_repeat_ngram) const {
  std::vector<Prefix> result;
  for (const Unfinished& h : live) {
    const auto at = static_cast<int64_t>(h.row) * log_probabilities.size(1);
    result.push_back({h.log_probability, log_probabilities.data() + at, {}});
    if (no_repeat_ngram == 0) continue;
    result.back().forbidden = repeating_tokens(tokens_up_to(h.last), no_repeat_ngram);
    if (shortlist_.empty()) continue;
    for (int32_t& token : result.back().forbidden)
      token =
          static_cast<int32_t>(std::ranges::lower_bound(shortlist_, token) - shortlist_.begin());
  }
  return result;
}

// One candidate for each live hypothesis. Each draw has a random number of its own, a function of
// the seed, the sentence, the sample and the length. It depends on no other draw, so neighbours in
// the batch and threads change nothing.
std::vector<Candidate> Beam::samples(std::span<const Prefix> prefixes, int64_t vocabulary,
                                     const Sampling& sampling) const {
  std::vector<Candidate> result;
  for (size_t i = 0; i < prefixes.size(); ++i) {
    Rng rng{.seed = sampling.seed,
            .stream = number_,
            .position = (live[i].sample << 32) + static_cast<uint64_t>(length_)};
    const int32_t token = sample_token(prefixes[i], vocabulary, sampling, rng.uniform());
    result.push_back({prefixes[i].log_probability + double{prefixes[i].next[token]}, i, token});
  }
  return result;
}

std::vector<Candidate> Beam::constrained(std::span<const Prefix> from, const DecoderStep& step,
                                         int64_t allowed, size_t places) const {
  // At the limit of length hypotheses may end without their phrases, if none has them all.
  const bool may_end =
      length_ >= limit_ && finished_.empty() &&
      std::ranges::none_of(live, [&](const auto& h) { return h.progress.complete(*constraints_); });
  std::vector<ConstrainedPrefix> more;
  for (const Unfinished& h : live) {
    const real* const attention = step.attention ? attention_row(step, h) : nullptr;
    more.push_back({h.progress, last_token(h), attention, may_end});
  }
  return constrained_candidates(from, more, *constraints_, allowed, places);
}

void Beam::advance(const DecoderStep& step, const SearchOptions& options) {
  const int64_t vocabulary =
      shortlist_.empty() ? step.log_probabilities.size(1) : std::ssize(shortlist_);
  const std::vector<Prefix> from = prefixes(step.log_probabilities, options.no_repeat_ngram);
  // At the limit of length only kEos may follow.
  const int64_t allowed = length_ < limit_ ? vocabulary : kEos + 1;
  const size_t places = width_ - finished_.size();
  const auto candidates = options.sampling ? samples(from, allowed, *options.sampling)
                          : constraints_   ? constrained(from, step, allowed, places)
                                           : best_candidates(from, allowed, places);
  ++length_;
  const double norm = std::pow(static_cast<double>(length_), options.length_penalty);
  std::vector<Unfinished> next;
  for (const Candidate& c : candidates) {
    const Unfinished& h = live[c.prefix];
    const size_t last = tokens_.size();
    const int32_t token = shortlist_.empty() ? c.token : shortlist_[static_cast<size_t>(c.token)];
    tokens_.push_back({token, static_cast<float>(from[c.prefix].next[c.token]), h.last});
    if (step.attention) {
      const real* const weights = attention_row(step, h);
      attention_.insert(attention_.end(), weights, weights + source_length_);
    }
    if (c.token == kEos) {
      finished_.push_back({c.log_probability / norm, c.log_probability, last});
      continue;
    }
    next.push_back({c.log_probability, last, h.row, h.sample, h.progress});
    if (constraints_) next.back().progress.append(*constraints_, c.phrase);
  }
  live = std::move(next);
  if (!can_improve(options)) live.clear();
}

}  // namespace gloss::models
