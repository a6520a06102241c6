#pragma once

#include <memory>
#include <span>
#include <vector>

#include "nn/dropout.h"
#include "nn/gated_cells.h"

namespace gloss::nn {

struct RnnOptions {
  int64_t input_size = 0;
  int64_t hidden_size = 0;
  MakeCell cell = make_cell<GruCell>;
  int64_t layers = 1;
  bool bidirectional = false;
  real dropout = 0;  // on the inputs of all layers but the first
};

// Layers of recurrent cells over a sequence, in one direction or both. In both, each layer reads
// [forward_t; backward_t] of the layer below (Schuster and Paliwal 1997).
class Rnn : public Module {
 public:
  Rnn(const RnnOptions& options, Rng& rng);

  struct Result {
    Tensor outputs;  // of the last layer: [T, B, directions * hidden_size]
    // [B, state_size] for each layer and direction, forward before backward
    std::vector<Tensor> final_states;
  };

  // x: [T, B, input_size], time-major: the inputs of one step are contiguous. With lengths,
  // sentence b is its first lengths[b] steps, and its results are the same bits whatever follows
  // them. Outputs past its end repeat the final state (forward) or are 0, the initial state
  // (backward).
  Result operator()(const Tensor& x, std::span<const int32_t> lengths = {}) const;

  // The cells' parameters are named as PyTorch's: weight_ih_l0, weight_hh_l0, bias_ih_l0,
  // bias_hh_l0, weight_ih_l0_reverse ...
  void visit(Visitor& v) const override;

  RnnOptions options;
  std::vector<std::unique_ptr<RnnCell>> cells;  // layer by layer, forward before backward
  Dropout dropout;

 private:
  int64_t directions() const { return options.bidirectional ? 2 : 1; }
};

}  // namespace gloss::nn
