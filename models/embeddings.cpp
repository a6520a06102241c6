#include "models/embeddings.h"

#include <algorithm>

#include "core/check.h"
#include "core/kernels/loop.h"
#include "core/ops.h"
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
  const int64_t width = x.size(1);
  size_t longest = 0;
  std::vector<int64_t> first{0};  // row of each sentence
  std::vector<int32_t> lengths;   // of each row's list
  for (size_t b = 0; b < lists.size(); ++b) {
    longest = std::max(longest, lists[b].size());
    first.push_back(first[b] +
                    (state.rows.empty() ? x.size(0) / std::ssize(lists) : state.rows[b]));
    lengths.resize(static_cast<size_t>(first.back()), static_cast<int32_t>(lists[b].size()));
  }
  const Tensor logits({x.size(0), static_cast<int64_t>(longest)});
  // A list is a few percent of the vocabulary, so its rows of W_o are read where they are, once for
  // all rows of a sentence.
  parallel_for(std::ssize(lists), 1, [&](int64_t begin, int64_t end) {
    for (auto b = static_cast<size_t>(begin); b < static_cast<size_t>(end); ++b)
      for (size_t i = 0; i < lists[b].size(); ++i) {
        const real* const w = embedding.weight.data() + lists[b][i] * width;
        for (int64_t row = first[b]; row < first[b + 1]; ++row) {
          const real* const h = x.data() + row * width;
          logits.data()[row * logits.size(1) + static_cast<int64_t>(i)] =
              bias.data()[lists[b][i]] +
              kernels::sum_over(width, [=](int64_t j) { return w[j] * h[j]; });
        }
      }
  });
  return log_softmax(logits, lengths);
}

Tensor OutputLayer::loss(const Tensor& x, std::span<const int32_t> targets,
                         real label_smoothing) const {
  const Trace::Scope scope(&embedding);
  return linear_cross_entropy(x, embedding.weight, bias, targets,
                              {.ignored = kPad, .label_smoothing = label_smoothing});
}

void OutputLayer::visit(nn::Visitor& v) const {
  v("output_embedding", embedding);
  v("output_bias", bias);
}

}  // namespace gloss::models
