#pragma once

#include <string>
#include <vector>

#include "apps/translate/model/checkpoint.h"
#include "core/trace.h"

// A pass of a model over one pair of sentences, with everything that happens in it.

namespace gloss::translate {

// A token that the decoder had to produce, and what it expected.
struct PredictedToken {
  std::string token;
  double probability = 0;  // given the source and the tokens before
  int64_t rank = 1;        // 1: no token was more probable
  struct Other {
    std::string token;
    double probability;
  };
  std::vector<Other> best;  // the most probable tokens, best first
};

// The attention weights of one layer.
struct LayerAttention {
  std::string module;                      // "decoder.layers.0.multihead_attn"
  std::vector<std::string> rows, columns;  // the tokens that attend and those that are read
  std::vector<std::vector<real>> heads;    // of each head: [rows, columns]
};

struct Pass {
  std::vector<std::string> source, target;  // tokens, the end mark counted
  std::vector<PredictedToken> predicted;    // one for each target token
  std::vector<LayerAttention> attention;
  std::vector<Trace::Entry> entries;
  double forward_seconds = 0, backward_seconds = 0;  // of all operations
  double loss = 0;                                   // the sum over the target tokens, in nats
  bool learns = false;
  double gradient_norm = 0, loss_after = 0, learn_rate = 0;  // if it learns: after one step of Adam
};

// The forward pass of training, without dropout and label smoothing, so that the numbers are those
// of translation. If it `learns`, also the backward pass and a step of Adam, which is undone.
Pass run_pass(const Checkpoint& checkpoint, const std::vector<int32_t>& source,
              const std::vector<int32_t>& target, bool learns);

// The tokens of these ids and of the end mark behind them.
std::vector<std::string> tokens_with_end(const Codec& codec, const std::vector<int32_t>& ids);

}  // namespace gloss::translate
