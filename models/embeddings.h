#pragma once

#include <span>

#include "core/ops.h"
#include "models/translator.h"
#include "nn/embedding.h"

// The two ends of every translator: the tables that turn token ids into vectors, and the layer that
// turns vectors into probabilities of tokens.
namespace gloss::models {

// Throws std::invalid_argument, which begins with `name`, unless both vocabularies have words and
// can be tied as asked.
void check_vocabularies(const char* name, int64_t source, int64_t target, TiedEmbeddings tied);

// The target embeddings: the source's table if all are tied, or a new one of the same width.
nn::Embedding make_target_embedding(const nn::Embedding& source, int64_t target_vocabulary,
                                    TiedEmbeddings tied, Rng& rng);

// p(y) = softmax(W_o x + b_o)                     x [..., E], W_o [V, E], b_o [V]
// No module of its own: its parameters are listed among the translator's.
class OutputLayer {
 public:
  OutputLayer(const nn::Embedding& target, TiedEmbeddings tied, Rng& rng);

  // log p of a step of search, x [rows, E]: [rows, V]. With shortlists of the state's sentences
  // each row has the tokens of one, as if there were no others: [rows, longest], at the end of a
  // shorter one minus infinity. A sentence's numbers are the same bits whatever the others are.
  Tensor log_probabilities(const Tensor& x, const DecoderState& state) const;

  // The sum over all targets but kPad of -log p, with label smoothing (cross_entropy in
  // core/ops.h). x has a row for each target.
  Tensor loss(const Tensor& x, std::span<const int32_t> targets, real label_smoothing) const;
  // The loss of two predictions of each target (linear_consistency in core/ops.h).
  ConsistencyLoss loss(const Tensor& x, const PredictionPairs& pairs,
                       const ConsistencyOptions& options) const;

  void visit(nn::Visitor& v) const;

  nn::Embedding embedding;  // W_o
  Tensor bias;              // b_o
};

}  // namespace gloss::models
