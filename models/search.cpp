#include "models/search.h"

#include <algorithm>
#include <numeric>

#include "core/autograd.h"
#include "core/check.h"
#include "core/ops.h"
#include "core/parallel.h"
#include "models/beam.h"

namespace gloss::models {
namespace {

// The rows of each tensor. Most steps of a greedy search keep all of them where they are, and then
// nothing is copied.
std::vector<Tensor> gathered(const std::vector<Tensor>& tensors, std::span<const int32_t> rows) {
  std::vector<int32_t> in_place(tensors.empty() ? 0 : static_cast<size_t>(tensors[0].size(0)));
  std::iota(in_place.begin(), in_place.end(), 0);
  if (std::ranges::equal(rows, in_place)) return tensors;
  std::vector<Tensor> result;
  for (const Tensor& tensor : tensors)
    result.push_back(gather(tensor, rows));
  return result;
}

void check_options(const Translator& model, const Sentences& source, const SearchOptions& options,
                   std::span<const int64_t> numbers) {
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
        "sentences need a number each: they are ", source.rows, ", numbers are ", numbers.size());
  check(!model.training(), "search", "the model must be in evaluation: call eval() first");
}

}  // namespace

std::vector<std::vector<Hypothesis>> search(const Translator& model, const Sentences& source,
                                            const SearchOptions& options,
                                            std::span<const int64_t> numbers) {
  check_options(model, source, options, numbers);
  if (source.rows == 0) return {};
  const NoGradGuard no_grad;
  const ConstantWeightsGuard constant_weights;
  std::vector<Beam> beams;  // of all sentences
  for (size_t b = 0; b < source.lengths.size(); ++b)
    beams.emplace_back(source.lengths[b], numbers.empty() ? b : static_cast<uint64_t>(numbers[b]),
                       options);
  std::vector<size_t> running(beams.size());  // the sentences in the model's state
  std::iota(running.begin(), running.end(), size_t{0});
  DecoderState state = model.encode(source);
  std::vector<int32_t> tokens(beams.size(), kBos);
  size_t width = 1;  // rows of each sentence
  while (!running.empty()) {
    const DecoderStep step = model.step(state, tokens);
    parallel_for(static_cast<int64_t>(running.size()), 1, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i)
        beams[running[static_cast<size_t>(i)]].advance(step, i * static_cast<int64_t>(width),
                                                       options);
    });
    size_t fullest = 0;
    for (const size_t b : running)
      fullest = std::max(fullest, beams[b].live.size());
    // The sentences that go on, each with as many rows as the fullest of them; rows beyond a
    // sentence's own repeat its first and are never looked at.
    std::vector<size_t> remaining;
    std::vector<int32_t> sentences, rows;
    tokens.clear();
    state.lengths.clear();
    for (size_t i = 0; i < running.size(); ++i) {
      Beam& beam = beams[running[i]];
      if (beam.live.empty()) continue;
      remaining.push_back(running[i]);
      sentences.push_back(static_cast<int32_t>(i));
      state.lengths.push_back(step.state.lengths[i]);
      for (size_t j = 0; j < fullest; ++j) {
        const Unfinished& h = beam.live[j < beam.live.size() ? j : 0];
        rows.push_back(static_cast<int32_t>(width * i + h.row));
        tokens.push_back(beam.last_token(h));
      }
      for (size_t j = 0; j < beam.live.size(); ++j)
        beam.live[j].row = j;
    }
    state.memory = gathered(step.state.memory, sentences);
    state.past = gathered(step.state.past, rows);
    running = std::move(remaining);
    width = fullest;
  }
  std::vector<std::vector<Hypothesis>> results;
  for (Beam& beam : beams)
    results.push_back(beam.best(options.n_best));
  return results;
}

}  // namespace gloss::models
