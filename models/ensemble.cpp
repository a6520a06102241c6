#include "models/ensemble.h"

#include "core/autograd.h"
#include "core/check.h"
#include "core/ops.h"
#include "models/score.h"

namespace gloss::models {
namespace {

Tensor mean_of(const std::vector<Tensor>& x) {
  Tensor sum = x[0];
  for (size_t i = 1; i < x.size(); ++i)
    sum = sum + x[i];
  return sum / static_cast<real>(x.size());
}

// log(mean of e^x_i). The largest x_i is subtracted first, so that e^x_i does not become 0.
Tensor log_mean_exp(const std::vector<Tensor>& x) {
  Tensor largest = x[0];
  for (size_t i = 1; i < x.size(); ++i)
    largest = maximum(largest, x[i]);
  std::vector<Tensor> shifted;
  for (const Tensor& x_i : x)
    shifted.push_back(exp(x_i - largest));
  return largest + log(mean_of(shifted));
}

template <class T>
void append(std::vector<T>& all, const std::vector<T>& more) {
  all.insert(all.end(), more.begin(), more.end());
}

// The next `count` elements from `begin` on, which moves behind them.
template <class T>
std::vector<T> take(typename std::vector<T>::const_iterator& begin, size_t count) {
  const auto first = begin;
  begin += static_cast<std::ptrdiff_t>(count);
  return {first, begin};
}

}  // namespace

Ensemble::Ensemble(std::vector<std::unique_ptr<Translator>> all) : models(std::move(all)) {
  check(!models.empty(), "ensemble", "there is no model");
  eval();
  const NoGradGuard no_grad;
  for (const auto& model : models) {
    check(model->vocabulary_size() == vocabulary_size(), "ensemble",
          "the models need the same target vocabulary, but their sizes are ", vocabulary_size(),
          " and ", model->vocabulary_size());
    const DecoderState state = model->encode(pad({{}}));  // has as many tensors as any other
    sizes_.push_back({state.memory.size(), state.past.size(), state.caches.size()});
  }
}

DecoderState Ensemble::encode(const Sentences& source) const {
  DecoderState all;
  all.lengths = source.lengths;
  for (const auto& model : models) {
    const DecoderState state = model->encode(source);
    append(all.memory, state.memory);
    append(all.past, state.past);
    append(all.caches, state.caches);
  }
  return all;
}

DecoderStep Ensemble::step(const DecoderState& state, std::span<const int32_t> tokens) const {
  DecoderState next{state.memory, state.lengths, state.rows, {}};
  std::vector<Tensor> log_probabilities, attentions;
  auto memory = state.memory.begin();
  auto past = state.past.begin();
  auto caches = state.caches.begin();
  for (size_t i = 0; i < models.size(); ++i) {
    const DecoderState own{take<Tensor>(memory, sizes_[i].memory),
                           state.lengths,
                           state.rows,
                           take<Tensor>(past, sizes_[i].past),
                           take<nn::KeyValueCache>(caches, sizes_[i].caches),
                           state.shortlists};
    const DecoderStep step = models[i]->step(own, tokens);
    log_probabilities.push_back(step.log_probabilities);
    if (step.attention) attentions.push_back(step.attention);
    append(next.past, step.state.past);
    append(next.caches, step.state.caches);
  }
  return {.log_probabilities = log_mean_exp(log_probabilities),
          .attention = attentions.empty() ? Tensor() : mean_of(attentions),
          .state = std::move(next)};
}

Loss Ensemble::loss(const Batch& batch, real label_smoothing) const {
  check(label_smoothing == 0, "ensemble", "its loss has no label smoothing");
  double sum = 0;
  for (const std::vector<float>& scores : token_scores(*this, batch))
    for (const float score : scores)
      sum -= static_cast<double>(score);
  return {Tensor::scalar(static_cast<real>(sum)), token_count(batch.target)};
}

void Ensemble::visit(nn::Visitor& v) const {
  v("models", models);
}

}  // namespace gloss::models
