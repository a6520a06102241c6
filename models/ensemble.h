#pragma once

#include <memory>
#include <vector>

#include "models/translator.h"

namespace gloss::models {

// Several translators, of any architectures, that translate as one: at every step the probability
// of a token is the mean of what the n models give it.
//
//   log p(y_t) = log(1/n sum over i of p_i(y_t))
//
// The attention is the mean over the models that have one. For decoding only: an ensemble is in
// evaluation, and its loss has no gradient.
class Ensemble : public Translator {
 public:
  // std::invalid_argument unless there is a model and all have the same target vocabulary size. The
  // same id must also mean the same token, in source and target, which the caller checks.
  explicit Ensemble(std::vector<std::unique_ptr<Translator>> models);

  Loss loss(const Batch& batch, real label_smoothing) const override;  // without label smoothing
  // `memory`, `past` and `caches` are those of all models, one after another.
  DecoderState encode(const Sentences& source) const override;
  DecoderStep step(const DecoderState& state, std::span<const int32_t> tokens) const override;
  int64_t vocabulary_size() const override { return models[0]->vocabulary_size(); }

  void visit(nn::Visitor& v) const override;

  std::vector<std::unique_ptr<Translator>> models;

 private:
  // How many tensors and caches a model's state has.
  struct StateSize {
    size_t memory, past, caches;
  };
  std::vector<StateSize> sizes_;  // of each model
};

}  // namespace gloss::models
