#include "models/search.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/autograd.h"
#include "core/check.h"
#include "core/ops.h"
#include "core/parallel.h"

namespace gloss::models {
namespace {

// A way to go on: append `token` to hypothesis `row` of a sentence.
struct Candidate {
  double log_probability;
  size_t row;
  int32_t token;

  // Higher first; of equals the earlier row and the smaller token, so that the order is one.
  bool better_than(const Candidate& other) const {
    if (log_probability != other.log_probability) return log_probability > other.log_probability;
    return row != other.row ? row < other.row : token < other.token;
  }
};

// One sentence's search: its unfinished hypotheses, best first, and those that ended. Each finished
// hypothesis takes a place in the beam, so a beam of 1 ends with its first kEos.
struct Beam {
  int64_t sentence = 0;
  int64_t limit = 0;  // of target tokens
  std::vector<Hypothesis> live{Hypothesis{}};
  std::vector<Hypothesis> finished;
  std::vector<size_t> parents;  // the rows that `live` goes on from
};

void finish(Beam& beam, Hypothesis&& h, double length_penalty) {
  const auto length = static_cast<double>(std::max<size_t>(1, h.token_scores.size()));
  h.score = h.log_probability / std::pow(length, length_penalty);
  beam.finished.push_back(std::move(h));
}

real largest(const real* x, int64_t n) {
  real most = x[0];
#pragma omp simd reduction(max : most)
  for (int64_t i = 1; i < n; ++i)
    most = x[i] > most ? x[i] : most;
  return most;
}

// The best `count` candidates among the sentence's rows, best first. Most of the vocabulary is
// passed over a block at a time: a block whose largest number is too small holds none.
std::vector<Candidate> best_candidates(const Beam& beam, const real* log_probabilities,
                                       int64_t vocabulary, size_t count) {
  // A heap whose front is the worst of the best so far.
  const auto better = [](const Candidate& a, const Candidate& b) { return a.better_than(b); };
  std::vector<Candidate> best;
  const auto consider = [&](const Candidate& c) {
    if (best.size() == count) {
      if (!c.better_than(best.front())) return;
      std::ranges::pop_heap(best, better);
      best.pop_back();
    }
    best.push_back(c);
    std::ranges::push_heap(best, better);
  };
  constexpr int64_t kBlock = 256;
  for (size_t row = 0; row < beam.live.size(); ++row) {
    const real* const next = log_probabilities + static_cast<int64_t>(row) * vocabulary;
    const auto total = [&](real x) { return beam.live[row].log_probability + double{x}; };
    for (int64_t begin = kEos; begin < vocabulary; begin += kBlock) {  // never kPad, never kBos
      const int64_t end = std::min(begin + kBlock, vocabulary);
      if (best.size() == count &&
          total(largest(next + begin, end - begin)) < best.front().log_probability)
        continue;
      for (int64_t token = begin; token < end; ++token)
        consider({total(next[token]), row, static_cast<int32_t>(token)});
    }
  }
  std::ranges::sort_heap(best, better);
  return best;
}

// Whether an unfinished hypothesis could still end among the n_best. Log-probabilities only fall,
// so the best it can hope for is today's, over the longest length.
bool can_improve(const Beam& beam, const SearchOptions& options) {
  if (beam.live.empty()) return false;
  const auto wanted = static_cast<size_t>(options.n_best);
  if (beam.finished.size() < wanted) return true;
  std::vector<double> scores;
  for (const Hypothesis& h : beam.finished)
    scores.push_back(h.score);
  std::ranges::nth_element(scores, scores.begin() + static_cast<std::ptrdiff_t>(wanted) - 1,
                           std::greater{});
  const double hope = beam.live.front().log_probability /
                      std::pow(static_cast<double>(beam.limit), options.length_penalty);
  return hope > scores[wanted - 1];
}

// Moves a sentence one token on. `step` holds its rows from `first_row`.
void advance(Beam& beam, const DecoderStep& step, int64_t first_row, int64_t source_length,
             const SearchOptions& options) {
  const int64_t vocabulary = step.log_probabilities.size(1);
  const auto places = static_cast<size_t>(options.beam_size) - beam.finished.size();
  const real* const scores = step.log_probabilities.data() + first_row * vocabulary;
  std::vector<Hypothesis> next;
  beam.parents.clear();
  for (const Candidate& c : best_candidates(beam, scores, vocabulary, places)) {
    Hypothesis h = beam.live[c.row];
    h.log_probability = c.log_probability;
    h.token_scores.push_back(
        static_cast<float>(scores[static_cast<int64_t>(c.row) * vocabulary + c.token]));
    if (step.attention) {
      const real* const weights =
          step.attention.data() +
          (first_row + static_cast<int64_t>(c.row)) * step.attention.size(1);
      h.attention.insert(h.attention.end(), weights, weights + source_length);
    }
    h.source_length = source_length;
    if (c.token == kEos) {
      finish(beam, std::move(h), options.length_penalty);
      continue;
    }
    h.tokens.push_back(c.token);
    if (static_cast<int64_t>(h.tokens.size()) >= beam.limit) {
      finish(beam, std::move(h), options.length_penalty);
      continue;
    }
    next.push_back(std::move(h));
    beam.parents.push_back(c.row);
  }
  beam.live = std::move(next);
  if (!can_improve(beam, options)) beam.live.clear();
}

std::vector<Tensor> gathered(const std::vector<Tensor>& tensors, std::span<const int32_t> rows) {
  std::vector<Tensor> result;
  for (const Tensor& tensor : tensors)
    result.push_back(gather(tensor, rows));
  return result;
}

}  // namespace

std::vector<std::vector<Hypothesis>> search(const Translator& model, const Sentences& source,
                                            const SearchOptions& options) {
  check(options.beam_size >= 1, "search", "the beam size must be at least 1, not ",
        options.beam_size);
  check(options.n_best >= 1 && options.n_best <= options.beam_size, "search",
        "n_best must be from 1 to the beam size ", options.beam_size, ", not ", options.n_best);
  check(!model.training(), "search", "the model must be in evaluation: call eval() first");
  if (source.rows == 0) return {};
  const NoGradGuard no_grad;
  const ConstantWeightsGuard constant_weights;
  std::vector<std::vector<Hypothesis>> results(static_cast<size_t>(source.rows));
  std::vector<Beam> beams(static_cast<size_t>(source.rows));
  for (size_t b = 0; b < beams.size(); ++b) {
    beams[b].sentence = static_cast<int64_t>(b);
    beams[b].limit = static_cast<int64_t>(options.max_length_factor * source.lengths[b]) + 10;
  }
  DecoderState state = model.encode(source);
  std::vector<int32_t> tokens(beams.size(), kBos);
  int64_t width = 1;  // rows of each sentence
  while (!beams.empty()) {
    DecoderStep step = model.step(state, tokens);
    parallel_for(static_cast<int64_t>(beams.size()), 1, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i)
        advance(beams[static_cast<size_t>(i)], step, i * width,
                step.state.lengths[static_cast<size_t>(i)], options);
    });
    // The sentences that go on, each with as many rows as the fullest of them; rows beyond a
    // sentence's own repeat its first and are never looked at.
    std::vector<int32_t> sentences, rows;
    size_t fullest = 0;
    for (const Beam& beam : beams)
      fullest = std::max(fullest, beam.live.size());
    tokens.clear();
    std::vector<Beam> remaining;
    for (size_t i = 0; i < beams.size(); ++i) {
      Beam& beam = beams[i];
      if (beam.live.empty()) {
        std::ranges::stable_sort(beam.finished, std::greater{}, &Hypothesis::score);
        beam.finished.resize(std::min(beam.finished.size(), static_cast<size_t>(options.n_best)));
        results[static_cast<size_t>(beam.sentence)] = std::move(beam.finished);
        continue;
      }
      sentences.push_back(static_cast<int32_t>(i));
      for (size_t j = 0; j < fullest; ++j) {
        const size_t own = j < beam.live.size() ? j : 0;
        rows.push_back(static_cast<int32_t>(static_cast<size_t>(width) * i + beam.parents[own]));
        tokens.push_back(beam.live[own].tokens.back());
      }
      remaining.push_back(std::move(beam));
    }
    if (remaining.size() < beams.size()) {
      state.memory = gathered(step.state.memory, sentences);
      state.lengths.clear();
      for (const int32_t i : sentences)
        state.lengths.push_back(step.state.lengths[static_cast<size_t>(i)]);
    }
    state.history = gathered(step.state.history, rows);
    width = static_cast<int64_t>(fullest);
    beams = std::move(remaining);
  }
  return results;
}

}  // namespace gloss::models
