#include "models/embeddings.h"

#include "core/check.h"
#include "core/trace.h"
#include "models/batch.h"
#include "nn/init.h"

namespace gloss::models {

void check_vocabularies(const char* name, int64_t source, int64_t target, TiedEmbeddings tied) {
  check(source > 0 && target > 0, name, "vocabularies must not be empty: source has ", source,
        ", target has ", target);
  check(tied != TiedEmbeddings::kAll || source == target, name,
        "tying all embeddings needs one vocabulary: source has ", source, ", target has ", target);
}

nn::Embedding make_target_embedding(const nn::Embedding& source, int64_t target_vocabulary,
                                    TiedEmbeddings tied, Rng& rng) {
  if (tied == TiedEmbeddings::kAll) return nn::Embedding(source.weight);
  return nn::Embedding(target_vocabulary, source.weight.size(1), rng);
}

OutputLayer::OutputLayer(const nn::Embedding& target, TiedEmbeddings tied, Rng& rng)
    : embedding(tied == TiedEmbeddings::kNone
                    ? nn::Embedding(target.weight.size(0), target.weight.size(1), rng)
                    : nn::Embedding(target.weight)),
      bias(nn::zeros_parameter({target.weight.size(0)})) {}

Tensor OutputLayer::log_probabilities(const Tensor& x, const DecoderState& state) const {
  const Trace::Scope scope(&embedding);
  const auto& lists = state.shortlists;
  if (lists.empty()) return linear_log_softmax(x, embedding.weight, bias);
  std::vector<SelectedOutputs> groups;  // of each sentence
  std::vector<int32_t> lengths;         // of each row's list
  for (size_t b = 0; b < lists.size(); ++b) {
    const auto begin = std::ssize(lengths);
    const int64_t rows = state.rows.empty() ? x.size(0) / std::ssize(lists) : state.rows[b];
    groups.push_back({begin, begin + rows, lists[b]});
    lengths.resize(static_cast<size_t>(begin + rows), static_cast<int32_t>(lists[b].size()));
  }
  return log_softmax(selected_linear(x, embedding.weight, bias, groups), lengths);
}

Tensor OutputLayer::loss(const Tensor& x, std::span<const int32_t> targets,
                         real label_smoothing) const {
  const Trace::Scope scope(&embedding);
  return linear_cross_entropy(x, embedding.weight, bias, targets,
                              {.ignored = kPad, .label_smoothing = label_smoothing});
}

ConsistencyLoss OutputLayer::loss(const Tensor& x, const PredictionPairs& pairs,
                                  const ConsistencyOptions& options) const {
  const Trace::Scope scope(&embedding);
  return linear_consistency(x, embedding.weight, bias, pairs, options);
}

void OutputLayer::visit(nn::Visitor& v) const {
  v("output_embedding", embedding);
  v("output_bias", bias);
}

}  // namespace gloss::models
