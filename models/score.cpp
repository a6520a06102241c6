#include "models/score.h"

#include "core/autograd.h"
#include "core/check.h"
#include "core/ops.h"

namespace gloss::models {

// A pass over all positions at once, as in training, would be faster. Step by step gives the bits
// of search() and takes no longer than greedy search.
std::vector<std::vector<float>> token_scores(const Translator& model, const Batch& batch) {
  const Sentences& target = batch.target;
  if (batch.source.rows == 0 && target.rows == 0) return {};
  check_pairs("token_scores", batch);
  check(!model.training(), "token_scores", "the model must be in evaluation: call eval() first");
  std::vector<std::vector<float>> scores(static_cast<size_t>(target.rows));
  const NoGradGuard no_grad;
  const ConstantWeightsGuard constant_weights;
  DecoderState state = model.encode(batch.source);
  std::vector<int32_t> tokens(scores.size(), kBos);
  for (int64_t t = 0; t < target.time; ++t) {
    DecoderStep step = model.step(state, tokens);
    for (size_t b = 0; b < scores.size(); ++b) {
      const auto row = static_cast<int64_t>(b);
      tokens[b] = target.ids[b * static_cast<size_t>(target.time) + static_cast<size_t>(t)];
      if (t < target.lengths[b])
        scores[b].push_back(static_cast<float>(step.log_probabilities.at({row, tokens[b]})));
    }
    state = std::move(step.state);
  }
  return scores;
}

}  // namespace gloss::models
