#pragma once

#include <memory>
#include <span>

#include "nn/rnn.h"

namespace gloss::models {

// What a recurrent decoder reads of a source sentence.
class SourceEncoder : public nn::Module {
 public:
  struct Result {
    Tensor outputs;  // [B, S, H], a vector for each token
    Tensor summary;  // [B, H], one for the sentence
  };

  // x [S, B, E]: the embedded tokens, time-major. Sentence b has lengths[b] of them, and its
  // results are the same bits whatever follows.
  virtual Result operator()(const Tensor& x, std::span<const int32_t> lengths) const = 0;
};

// Recurrent layers in both directions, each with half the units (Bahdanau et al. 2015):
//   outputs_j = [forward_j; backward_j]      summary = [forward_S; backward_1]
class RnnEncoder : public SourceEncoder {
 public:
  RnnEncoder(const nn::RnnOptions& options, Rng& rng) : rnn(options, rng) {}

  Result operator()(const Tensor& x, std::span<const int32_t> lengths) const override;
  void visit(nn::Visitor& v) const override { rnn.visit(v); }

  nn::Rnn rnn;  // bidirectional
};

}  // namespace gloss::models
