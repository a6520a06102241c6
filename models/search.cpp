#include "models/search.h"

#include <algorithm>
#include <functional>
#include <numeric>

#include "core/autograd.h"
#include "core/check.h"
#include "core/ops.h"
#include "core/parallel.h"
#include "models/beam.h"

namespace gloss::models {
namespace {

// The given rows of each tensor. In most steps of a greedy search all rows stay in place, and then
// nothing is copied.
std::vector<Tensor> gather_rows(const std::vector<Tensor>& tensors, std::span<const int32_t> rows) {
  std::vector<int32_t> all(tensors.empty() ? 0 : static_cast<size_t>(tensors[0].size(0)));
  std::iota(all.begin(), all.end(), 0);
  if (std::ranges::equal(rows, all)) return tensors;
  std::vector<Tensor> result;
  for (const Tensor& tensor : tensors)
    result.push_back(gather(tensor, rows));
  return result;
}

void check_options(const Translator& model, const Sentences& source, const SearchOptions& options,
                   std::span<const int64_t> numbers, std::span<const Constraints> constraints,
                   std::span<const Shortlist> shortlists) {
  check(options.beam_size >= 1, "search", "the beam size must be at least 1, not ",
        options.beam_size);
  if (options.sampling) {
    check(options.n_best >= 1, "search", "n_best must be at least 1, not ", options.n_best);
    check(options.sampling->temperature > 0 && options.sampling->topk >= 0 &&
              options.sampling->topp > 0,
          "search", "sampling needs a temperature and topp above 0 and a topk of at least 0, not ",
          options.sampling->temperature, ", ", options.sampling->topp, " and ",
          options.sampling->topk);
  } else {
    check(options.n_best >= 1 && options.n_best <= options.beam_size, "search",
          "n_best must be from 1 to the beam size ", options.beam_size, ", not ", options.n_best);
  }
  check(options.length_penalty >= 0, "search", "the length penalty must be at least 0, not ",
        options.length_penalty);
  check(options.no_repeat_ngram >= 0, "search", "no_repeat_ngram must be at least 0, not ",
        options.no_repeat_ngram);
  check(numbers.empty() || static_cast<int64_t>(numbers.size()) == source.rows, "search",
        "each sentence needs a number: there are ", source.rows, " sentences and ", numbers.size(),
        " numbers");
  check(constraints.empty() || (std::ssize(constraints) == source.rows && !options.sampling),
        "search", "constraints need one entry for each sentence, and no sampling");
  for (const Constraints& one : constraints)
    check(std::ranges::none_of(one.phrases, [](const Phrase& p) { return p.tokens.empty(); }),
          "search", "a phrase of the constraints is empty");
  check(shortlists.empty() || (std::ssize(shortlists) == source.rows && constraints.empty()),
        "search", "shortlists need one entry for each sentence, and no constraints");
  for (const Shortlist& list : shortlists)
    check(std::ssize(list) > kReservedIds && std::ranges::is_sorted(list, std::less_equal{}) &&
              list[kReservedIds - 1] == kReservedIds - 1 && list.back() < model.vocabulary_size(),
          "search", "a shortlist has the reserved ids and other tokens in ascending order");
  check(!model.training(), "search", "the model must be in evaluation: call eval() first");
}

// The tokens of a source sentence without kEos.
std::span<const int32_t> source_tokens(const Sentences& source, size_t b) {
  return std::span(source.ids)
      .subspan(b * static_cast<size_t>(source.time), static_cast<size_t>(source.lengths[b]) - 1);
}

// With `stops_cycling` a sentence whose hypotheses all cycle has them as they stand, without kEos.
std::vector<std::vector<Hypothesis>> search_once(const Translator& model, const Sentences& source,
                                                 const SearchOptions& options,
                                                 std::span<const int64_t> numbers,
                                                 std::span<const Constraints> constraints,
                                                 std::span<const Shortlist> shortlists,
                                                 bool stops_cycling) {
  std::vector<Beam> beams;
  for (size_t b = 0; b < source.lengths.size(); ++b) {
    const bool constrained = !constraints.empty() && !constraints[b].phrases.empty();
    beams.emplace_back(source.lengths[b], numbers.empty() ? b : static_cast<uint64_t>(numbers[b]),
                       options, constrained ? &constraints[b] : nullptr,
                       shortlists.empty() ? std::span<const int32_t>() : shortlists[b]);
    for (Unfinished& h : beams.back().live)
      h.row = b;
  }
  std::vector<size_t> running(beams.size());  // the sentences in the model's state
  std::iota(running.begin(), running.end(), size_t{0});
  DecoderState state = model.encode(source);
  state.shortlists.assign(shortlists.begin(), shortlists.end());
  std::vector<int32_t> tokens(beams.size(), kBos);
  while (!running.empty()) {
    const DecoderStep step = model.step(state, tokens);
    parallel_for(static_cast<int64_t>(running.size()), 1, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) {
        const size_t b = running[static_cast<size_t>(i)];
        beams[b].advance(step, options);
        if (stops_cycling) beams[b].stop_if_cycling(source_tokens(source, b));
      }
    });
    // The next state: a row for each live hypothesis. Finished sentences leave it.
    std::vector<size_t> remaining;
    std::vector<int32_t> sentences, rows;  // which of this state's the next one keeps
    tokens.clear();
    state.lengths.clear();
    state.rows.clear();
    state.shortlists.clear();
    for (size_t i = 0; i < running.size(); ++i) {
      Beam& beam = beams[running[i]];
      if (beam.live.empty()) continue;
      remaining.push_back(running[i]);
      sentences.push_back(static_cast<int32_t>(i));
      state.lengths.push_back(step.state.lengths[i]);
      state.rows.push_back(static_cast<int32_t>(beam.live.size()));
      if (!shortlists.empty()) state.shortlists.push_back(shortlists[running[i]]);
      for (Unfinished& h : beam.live) {
        rows.push_back(static_cast<int32_t>(h.row));
        tokens.push_back(beam.last_token(h));
        h.row = rows.size() - 1;
      }
    }
    state.memory = gather_rows(step.state.memory, sentences);
    state.past = gather_rows(step.state.past, rows);
    state.caches.clear();
    for (const nn::KeyValueCache& cache : step.state.caches)
      state.caches.push_back(cache.gather(rows));
    running = std::move(remaining);
  }
  std::vector<std::vector<Hypothesis>> results;
  for (Beam& beam : beams)
    results.push_back(beam.best(options));
  return results;
}

// How often the same tokens stand in a row at most: 3 in "a b c b c b c". Repeats that are shorter
// than `shortest` tokens together do not count.
int64_t most_repeats(std::span<const int32_t> tokens, size_t shortest) {
  size_t most = 1;
  for (size_t n = 1; 2 * n <= tokens.size(); ++n) {
    size_t equal = 0;  // how many tokens up to here equal the one n places before
    for (size_t i = n; i < tokens.size(); ++i) {
      equal = tokens[i] == tokens[i - n] ? equal + 1 : 0;
      const size_t repeats = equal / n + 1;
      if (n * repeats >= shortest) most = std::max(most, repeats);
    }
  }
  return static_cast<int64_t>(most);
}

// Searches once more for the sentences whose best translation cycles.
void replace_cycling(const Translator& model, const Sentences& source, SearchOptions options,
                     std::span<const Constraints> constraints,
                     std::span<const Shortlist> shortlists,
                     std::vector<std::vector<Hypothesis>>& results) {
  std::vector<size_t> cycling;
  std::vector<std::vector<int32_t>> sources;
  std::vector<Constraints> kept;
  std::vector<Shortlist> kept_lists;
  for (size_t b = 0; b < results.size(); ++b) {
    const auto tokens = source_tokens(source, b);
    if (!cycles(results[b][0].tokens, tokens)) continue;
    cycling.push_back(b);
    sources.emplace_back(tokens.begin(), tokens.end());
    if (!constraints.empty()) kept.push_back(constraints[b]);
    if (!shortlists.empty()) kept_lists.push_back(shortlists[b]);
  }
  if (cycling.empty()) return;
  options.no_repeat_ngram = 3;
  auto found = search_once(model, pad(sources), options, {}, kept, kept_lists, false);
  for (size_t i = 0; i < cycling.size(); ++i) {
    found[i][0].replaced = std::move(results[cycling[i]][0].tokens);
    results[cycling[i]] = std::move(found[i]);
  }
}

}  // namespace

bool cycles(std::span<const int32_t> translation, std::span<const int32_t> source) {
  const int64_t repeats = most_repeats(translation, 6);
  return repeats > 2 && repeats > most_repeats(source, 1);
}

std::vector<std::vector<Hypothesis>> search(const Translator& model, const Sentences& source,
                                            const SearchOptions& options,
                                            std::span<const int64_t> numbers,
                                            std::span<const Constraints> constraints,
                                            std::span<const Shortlist> shortlists) {
  check_options(model, source, options, numbers, constraints, shortlists);
  if (source.rows == 0) return {};
  const NoGradGuard no_grad;
  const ConstantWeightsGuard constant_weights;
  const bool guard = options.repetition_guard && !options.sampling;
  auto results = search_once(model, source, options, numbers, constraints, shortlists, guard);
  if (guard) replace_cycling(model, source, options, constraints, shortlists, results);
  return results;
}

}  // namespace gloss::models
